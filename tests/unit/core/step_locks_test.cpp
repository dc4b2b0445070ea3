#include "unit/core/assessment_fixture.hpp"
#include "unit/core/found.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = LiveRelation::Kind;

/// "0 ACCESS EXCLUSIVE public.orders"
std::vector<std::string> locks_of(Assessed& assessed) {
    std::vector<std::string> texts;
    for (const StepLock& lock : assessed.assess().locks) {
        texts.push_back(
            std::to_string(lock.step) + " " + std::string{to_string(lock.mode)} + " "
            + lock.relation + (lock.rewrites ? " rewrites" : "") + (lock.scans ? " scans" : "")
        );
    }
    return texts;
}

LockedBy held_by(int pid, LockMode mode) {
    LockedBy held;
    held.session.pid = pid;
    held.session.user = "web";
    held.session.state = "idle in transaction";
    held.session.since = "2026-11-22T02:15:00Z";
    held.mode = mode;
    return held;
}

Assessed shop() {
    Assessed shop;
    shop.has_table("orders", 12);
    shop.has_table("app.orders", 30);
    shop.has("orders_note", Kind::index).index_of = "public.orders";
    shop.facts.relations[test::relation("public.orders")] =
        shop.facts.relations[test::relation("orders")];
    return shop;
}

TEST(LocksOfAPlan, AreTheStrongestOfEachStep) {
    Assessed assessed = shop();
    assessed.undoes("125", "UPDATE orders SET note = 1; ALTER TABLE orders ALTER note SET NOT NULL")
        .undoes("124", "UPDATE orders SET note = 1");
    EXPECT_THAT(
        locks_of(assessed),
        ElementsAre("0 ACCESS EXCLUSIVE public.orders scans", "1 ROW EXCLUSIVE public.orders")
    );
}

TEST(LocksOfAPlan, LeaveOutWhatIsNotThere) {
    Assessed assessed = shop();
    assessed.undoes("124", "DROP TABLE IF EXISTS nowhere; CREATE TABLE n (); DROP TABLE n");
    EXPECT_THAT(locks_of(assessed), IsEmpty());
}

TEST(LocksOfAPlan, NameTheTableOfAnIndex) {
    Assessed assessed = shop();
    assessed.undoes("124", "DROP INDEX orders_note; DELETE FROM orders");
    EXPECT_THAT(locks_of(assessed), ElementsAre("0 ACCESS EXCLUSIVE public.orders"));
    EXPECT_EQ(assessed.assess().locks.at(0).bytes, 163840);
}

TEST(LocksOfAPlan, CountTheTablesThatGoWithASchema) {
    Assessed assessed = shop();
    assessed.facts.schemas["app"].tables = {{"app", "orders"}};
    assessed.undoes("124", "DROP SCHEMA app CASCADE");
    EXPECT_THAT(locks_of(assessed), ElementsAre("0 ACCESS EXCLUSIVE app.orders"));
}

TEST(LocksOfAPlan, CountCallbacksAroundEachScript) {
    Assessed assessed = shop();
    assessed.undoes("125", "SELECT 1").undoes("124", "SELECT 1");
    assessed.plan.callbacks.undo.after = {
        test::script_of("afterEachUndo.sql", "LOCK TABLE orders")};
    EXPECT_THAT(
        locks_of(assessed),
        ElementsAre("0 ACCESS EXCLUSIVE public.orders", "1 ACCESS EXCLUSIVE public.orders")
    );
}

TEST(LocksOfAPlan, CountRepeatablesAndTheRetired) {
    Assessed assessed = shop();
    assessed.has("list", Kind::view);
    assessed.restores("refill", "DELETE FROM orders");
    assessed.retires("list", {ObjectKind::view, std::nullopt, "list", {}, {}});
    EXPECT_THAT(
        locks_of(assessed),
        ElementsAre("0 ROW EXCLUSIVE public.orders", "1 ACCESS EXCLUSIVE public.list")
    );
}

TEST(LocksOfAPlan, CallARenamedTableByItsNameNow) {
    Assessed assessed = shop();
    assessed.undoes("124", "ALTER TABLE orders RENAME TO old;\nTRUNCATE old");
    EXPECT_THAT(locks_of(assessed), ElementsAre("0 ACCESS EXCLUSIVE public.orders"));
}

TEST(LocksOfAPlan, NameTheSessionsThatConflict) {
    Assessed assessed = shop();
    assessed.facts.relations[test::relation("orders")].locked_by = {
        held_by(1, LockMode::access_share),
        held_by(2, LockMode::row_exclusive),
    };
    assessed.undoes("124", "CREATE INDEX ON orders (note)");
    const Assessment assessment = assessed.assess();
    ASSERT_EQ(assessment.locks.size(), 1U);
    ASSERT_EQ(assessment.locks.front().blocked_by.size(), 1U);
    EXPECT_EQ(assessment.locks.front().blocked_by.front().session.pid, 2);
}

TEST(ABlockingTransaction, IsToldOnceForASession) {
    Assessed assessed = shop();
    for (const char* const table : {"orders", "app.orders"}) {
        assessed.facts.relations[test::relation(table)].locked_by = {
            held_by(4711, LockMode::access_share)};
    }
    assessed.undoes("125", "DROP TABLE orders").undoes("124", "DROP TABLE app.orders");
    assessed.policy.accept_all = true;
    assessed.assess();
    std::vector<Finding> found = assessed.findings.all();
    std::erase_if(found, [](const Finding& one) {
        return one.code != FindingCode::blocking_transaction;
    });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().severity, Severity::warning);
    EXPECT_EQ(found.front().subject, "public.orders");
    EXPECT_THAT(
        found.front().message,
        AllOf(
            HasSubstr("pid 4711 (user web"),
            HasSubstr("holds ACCESS SHARE on public.orders and 1 more"),
            HasSubstr("U125__undo.sql needs ACCESS EXCLUSIVE"),
            Not(HasSubstr("is open for"))
        )
    );
    EXPECT_THAT(found.front().hint, HasSubstr("pg_terminate_backend(4711)"));
}

TEST(ABlockingTransaction, IsSaidToBeLong) {
    Assessed assessed = shop();
    const LockedBy held = held_by(4711, LockMode::access_share);
    assessed.facts.relations[test::relation("orders")].locked_by = {held};
    assessed.facts.long_transactions = {{held.session, std::chrono::minutes{12}}};
    assessed.undoes("124", "ALTER TABLE orders ADD x int");
    EXPECT_EQ(assessed.assess().long_transactions.size(), 1U);
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(HasSubstr("in a transaction that is open for 12 min"))
    );
}

TEST(ABlockingTransaction, IsNoneForRowsThatAreChanged) {
    Assessed assessed = shop();
    assessed.facts.relations[test::relation("orders")].locked_by = {held_by(1, LockMode::share)};
    assessed.undoes("124", "INSERT INTO orders VALUES (1)");
    assessed.assess();
    EXPECT_THAT(assessed.findings.all(), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core

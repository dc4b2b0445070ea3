#include "other_client.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Error;
using core::ErrorCode;
using core::TransactionMode;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Holding {
    const char* name;
    const char* sql;
    const char* release;
    TransactionMode ours;
};

class HeldLock : public ::testing::TestWithParam<Holding> {};

// Flyway's key of "public"."flyway_schema_history".
INSTANTIATE_TEST_SUITE_P(
    ByFlyway,
    HeldLock,
    ::testing::Values(
        Holding{
            "ForTheSession",
            "SELECT pg_advisory_lock(77433833903597)",
            "SELECT pg_advisory_unlock(77433833903597)",
            TransactionMode::package},
        Holding{
            "ForATransaction",
            "BEGIN; SELECT pg_advisory_xact_lock(77433833903597)",
            "COMMIT",
            TransactionMode::package},
        Holding{
            "ForTheSessionAgainstScripts",
            "SELECT pg_advisory_lock(77433833903597)",
            "SELECT pg_advisory_unlock(77433833903597)",
            TransactionMode::script}
    ),
    [](const auto& holding) { return holding.param.name; }
);

TEST_P(HeldLock, KeepsUsOutAndIsNamed) {
    const Shop shop;
    OtherClient flyway{shop, "flyway"};
    flyway.execute(GetParam().sql);
    const auto database = shop.open();
    RecordingObserver observer;
    const Error error = error_of([&] {
        database->lock(shop.table, GetParam().ours, milliseconds{1500}, observer);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::lock_unavailable);
    EXPECT_THAT(
        error.message(),
        HasSubstr("Flyway's lock on \"public\".\"flyway_schema_history\"")
    );
    EXPECT_THAT(error.message(), HasSubstr("application flyway"));
    EXPECT_THAT(observer.all<core::Waiting>(), Not(IsEmpty()));
    EXPECT_EQ(
        shop.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rollpack' AND "
                   "state = 'idle in transaction'"),
        "0"
    );
}

TEST_P(HeldLock, IsTakenOnceItIsFree) {
    const Shop shop;
    OtherClient flyway{shop, "flyway"};
    flyway.execute(GetParam().sql);
    const auto database = shop.open();
    RecordingObserver observer{[&](const core::Event&) { flyway.execute(GetParam().release); }};
    database->lock(shop.table, GetParam().ours, milliseconds{10'000}, observer);
    EXPECT_EQ(shop.open()->lock_holders(shop.table).size(), 1U);
}

class OurLock : public ::testing::TestWithParam<TransactionMode> {};

INSTANTIATE_TEST_SUITE_P(
    Modes,
    OurLock,
    ::testing::Values(TransactionMode::package, TransactionMode::script),
    [](const auto& mode) { return mode.param == TransactionMode::package ? "Package" : "Script"; }
);

TEST_P(OurLock, KeepsFlywayOutUntilUnlock) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    const std::string try_lock = "SELECT pg_try_advisory_xact_lock(77433833903597)";
    database->lock(shop.table, GetParam(), milliseconds{0}, observer);
    EXPECT_EQ(shop.value(try_lock), "f");
    database->unlock();
    EXPECT_EQ(shop.value(try_lock), "t");
}

TEST_P(OurLock, MakesASecondRunWaitAndThenSeeWhatTheFirstDid) {
    const Shop shop;
    const auto first = shop.open();
    const auto second = shop.open();
    RecordingObserver quiet;
    const auto plan = PlanBuilder{}.mode(GetParam()).undo("3", "DROP TABLE t3;").build();
    first->lock(shop.table, GetParam(), milliseconds{0}, quiet);
    RecordingObserver observer{[&](const core::Event&) {
        first->run(plan, {}, quiet);
        first->unlock();
    }};
    second->lock(shop.table, GetParam(), milliseconds{10'000}, observer);
    EXPECT_EQ(second->read_history(shop.table).size(), 4U);
}

TEST(LockHolders, AreDescribed) {
    const Shop shop;
    OtherClient flyway{shop, "flyway"};
    flyway.execute("BEGIN; SELECT pg_advisory_xact_lock(77433833903597)");
    const auto holders = shop.open()->lock_holders(shop.table);
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_GT(holders[0].pid, 0);
    EXPECT_EQ(holders[0].application, "flyway");
    EXPECT_EQ(holders[0].client, "local");
    EXPECT_EQ(holders[0].state, "idle in transaction");
    EXPECT_THAT(holders[0].since, ::testing::MatchesRegex("20..-..-..T..:..:..Z"));
}

TEST(LockHolders, OfANegativeHashAreFound) {
    const Shop shop{{"app", "flyway_schema_history"}};
    OtherClient flyway{shop, "flyway"};
    flyway.execute("SELECT pg_advisory_lock(77431436970681)");
    EXPECT_EQ(shop.open()->lock_holders(shop.table).size(), 1U);
}

TEST(Lock, IsGivenUpWhenTheUserInterrupts) {
    const Shop shop;
    OtherClient flyway{shop, "flyway"};
    flyway.execute("SELECT pg_advisory_lock(77433833903597)");
    const auto database = shop.open();
    RecordingObserver observer{[](const core::Event&) { request_interrupt(); }};
    const Error error = error_of([&] {
        database->lock(shop.table, TransactionMode::package, milliseconds{60'000}, observer);
        return 0;
    });
    clear_interrupt();
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
}

}  // namespace
}  // namespace rollpack::executor

#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::at_version_126;
using test::messages_of;
using test::names_of;
using test::object;
using test::Situation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(PlanChecks, ReportsACallbackThatCannotRun) {
    Situation situation = at_version_126();
    situation.package.callback("beforeConnect.sql", "select 1");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("callback-not-run"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("rollpack cannot run the beforeConnect callback: there is no connection yet")
    );
}

TEST(PlanChecks, DoesNotMindCallbacksThatAreSwitchedOff) {
    Situation situation = at_version_126();
    situation.package.callback("beforeConnect.sql", "select 1");
    situation.options.skip_callbacks = true;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
}

TEST(PlanChecks, RefusesAStandby) {
    Situation situation;
    situation.facts.standby = true;
    situation.applies("123").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("server-read-only"));
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("target_session_attrs"));
}

TEST(PlanChecks, RefusesAReadOnlySession) {
    Situation situation;
    situation.facts.read_only = true;
    situation.applies("123").plan();
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("the session is read-only (default_transaction_read_only is on)")
    );
}

class UntestedServer : public testing::TestWithParam<int> {};

TEST_P(UntestedServer, IsAWarning) {
    Situation situation;
    situation.facts.version_number = GetParam();
    situation.applies("123").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("server-untested"));
    EXPECT_FALSE(situation.findings.has_errors());
}

INSTANTIATE_TEST_SUITE_P(PlanChecks, UntestedServer, testing::Values(110022, 190000));

class TestedServer : public testing::TestWithParam<int> {};

TEST_P(TestedServer, IsNoFinding) {
    Situation situation;
    situation.facts.version_number = GetParam();
    situation.applies("123").plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(PlanChecks, TestedServer, testing::Values(120000, 180004));

TEST(PlanChecks, DoesNotMindCallbacksWhenThereIsNothingToDo) {
    Situation situation = at_the_target();
    situation.package.callback("beforeConnect.sql", "select 1");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
}

/// Two undo scripts that hold 5000 and 3000 locks.
Situation with_many_locks() {
    Situation situation;
    situation.applies("123").applies("124").applies("125");
    situation.packs_undo("124", "locks 2000\nlocks 1000\n").packs_undo("125", "locks 5000\n");
    return situation;
}

TEST(PlanLocks, AreRefusedWhenOneTransactionWouldExhaustTheTable) {
    Situation situation = with_many_locks();
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("lock-table-too-small"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("one transaction would hold about 8008 locks, but the server's lock table is "
                    "made for 6400")
    );
    EXPECT_EQ(
        situation.findings.all().front().hint,
        "Raise max_locks_per_transaction from 64 to 128 and restart the server, or commit script by "
        "script with --transaction script."
    );
}

TEST(PlanLocks, FitWithTheSettingThatTheHintNames) {
    Situation situation = with_many_locks();
    situation.facts.max_locks_per_transaction = 128;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
}

TEST(PlanLocks, AreSummedUpForThePackage) {
    Situation situation = with_many_locks();
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.estimated_locks, 8008);
    EXPECT_EQ(plan.lock_table_size, 6400);
}

TEST(PlanLocks, AreThoseOfTheLargestScriptInScriptMode) {
    Situation situation = with_many_locks();
    situation.options.transaction = TransactionMode::script;
    EXPECT_EQ(situation.plan().estimated_locks, 5008);
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
}

TEST(PlanLocks, AreRefusedForASingleScriptThatIsTooLarge) {
    Situation situation = with_many_locks();
    situation.options.transaction = TransactionMode::script;
    situation.facts.max_locks_per_transaction = 40;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("lock-table-too-small"));
    EXPECT_EQ(situation.findings.all().front().subject, "U125__step.sql");
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("from 40 to 64"));
}

TEST(PlanLocks, CountWhatRetiringDrops) {
    Situation situation = at_the_target();
    situation.package.retire("stock").creating({object("view a"), object("view b")});
    situation.applies_repeatable("stock", "x\n");
    EXPECT_EQ(situation.plan().estimated_locks, 16);
}

TEST(PlanLocks, AreNoneWhenThereIsNothingToDo) {
    EXPECT_EQ(at_the_target().plan().estimated_locks, 0);
}

TEST(LockTableSize, CountsPreparedTransactionsToo) {
    ServerFacts facts;
    facts.max_locks_per_transaction = 64;
    facts.max_connections = 100;
    facts.max_prepared_transactions = 10;
    EXPECT_EQ(lock_table_size(facts), 7040);
}

}  // namespace
}  // namespace rollpack::core

#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace rollpack::core {
namespace {

using test::analyze_words;
using test::at_the_target;
using test::at_version_126;
using test::messages_of;
using test::names_of;
using test::Situation;
using test::skipped;
using test::step_names;
using test::step_reasons;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Two undo scripts and a repeatable to restore.
Situation with_everything() {
    Situation situation;
    situation.applies("123").applies("124").applies("125");
    situation.packs_undo("124", "drop table t124\n").packs_undo("125", "drop table t125\n");
    situation.package.revive("R__view.sql", "create view totals\n");
    return situation;
}

/// One undo script and nothing else.
Situation with_an_undo_script() {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", "drop table t124\n");
    return situation;
}

Situation with_a_repeatable() {
    Situation situation = at_the_target();
    situation.package.revive("R__view.sql", "create view totals\n");
    return situation;
}

std::vector<std::string> paths(const std::vector<StepScript>& scripts) {
    std::vector<std::string> result;
    for (const StepScript& script : scripts) {
        result.push_back(script.path);
    }
    return result;
}

TEST(PlanCallbacks, RunAtTheirPlacesAmongTheSteps) {
    Situation situation = with_everything();
    for (const char* const event :
         {"afterMigrate",
          "afterMigrateApplied",
          "beforeRepeatables",
          "afterVersioned",
          "beforeMigrate",
          "afterUndo",
          "beforeUndo"}) {
        situation.package.callback(std::string{event} + ".sql", "locks 1\n");
    }
    const Plan plan = situation.plan();
    EXPECT_THAT(
        step_names(plan),
        ElementsAre(
            "beforeUndo.sql",
            "U125__step.sql",
            "U124__step.sql",
            "afterUndo.sql",
            "beforeMigrate.sql",
            "afterVersioned.sql",
            "beforeRepeatables.sql",
            "R__view.sql",
            "afterMigrateApplied.sql",
            "afterMigrate.sql"
        )
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
    EXPECT_EQ(step_reason(plan.steps.front()), "Flyway runs it before the first undo script");
}

TEST(PlanCallbacks, SurroundRetiredRepeatables) {
    Situation situation = with_an_undo_script();
    situation.package.retire("stock").creating({});
    situation.applies_repeatable("stock", "x\n");
    situation.package.callback("afterUndo.sql", "locks 1\n");
    situation.package.callback("beforeMigrate.sql", "locks 1\n");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U124__step.sql", "afterUndo.sql", "retire stock", "beforeMigrate.sql")
    );
}

TEST(PlanCallbacks, OfOneEventRunByDescriptionTheOneWithoutFirst) {
    Situation situation = with_an_undo_script();
    situation.package.callback("b/afterUndo__aa.sql", "x\n");
    situation.package.callback("a/afterUndo__zz.sql", "x\n");
    situation.package.callback("c/afterUndo.sql", "x\n");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre(
            "U124__step.sql",
            "c/afterUndo.sql",
            "b/afterUndo__aa.sql",
            "a/afterUndo__zz.sql"
        )
    );
}

TEST(PlanCallbacks, OfEachScriptDoNotStandAmongTheSteps) {
    Situation situation = with_everything();
    for (const char* const event :
         {"beforeEachUndo__b",
          "beforeEachUndo__a",
          "beforeEachUndoStatement",
          "afterEachUndoStatement",
          "afterEachUndo",
          "beforeEachMigrate",
          "beforeEachMigrateStatement",
          "afterEachMigrateStatement",
          "afterEachMigrate"}) {
        situation.package.callback(std::string{event} + ".sql", "locks 1\n");
    }
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U125__step.sql", "U124__step.sql", "R__view.sql"));
    const EachCallbacks& undo = *each_callbacks(plan, plan.steps.at(0));
    EXPECT_THAT(paths(undo.before), ElementsAre("beforeEachUndo__a.sql", "beforeEachUndo__b.sql"));
    EXPECT_THAT(paths(undo.before_statement), ElementsAre("beforeEachUndoStatement.sql"));
    EXPECT_THAT(paths(undo.after_statement), ElementsAre("afterEachUndoStatement.sql"));
    EXPECT_THAT(paths(undo.after), ElementsAre("afterEachUndo.sql"));
    const EachCallbacks& migrate = *each_callbacks(plan, plan.steps.at(2));
    EXPECT_THAT(paths(migrate.before), ElementsAre("beforeEachMigrate.sql"));
    EXPECT_THAT(paths(migrate.before_statement), ElementsAre("beforeEachMigrateStatement.sql"));
    EXPECT_THAT(paths(migrate.after_statement), ElementsAre("afterEachMigrateStatement.sql"));
    EXPECT_THAT(paths(migrate.after), ElementsAre("afterEachMigrate.sql"));
    EXPECT_THAT(plan.skipped, IsEmpty());
}

TEST(PlanCallbacks, OfAFailureAreKeptForIt) {
    Situation situation = with_an_undo_script();
    situation.package.callback("afterUndoError.sql", "x\n");
    situation.package.callback("afterMigrateError.sql", "x\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(paths(plan.callbacks.undo_error), ElementsAre("afterUndoError.sql"));
    EXPECT_THAT(paths(plan.callbacks.migrate_error), ElementsAre("afterMigrateError.sql"));
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
}

struct LeftOut {
    const char* event;
    const char* reason;
};

void PrintTo(const LeftOut& value, std::ostream* out) {
    *out << value.event;
}

class CallbackWithoutOccasion : public testing::TestWithParam<LeftOut> {};

TEST_P(CallbackWithoutOccasion, IsLeftOutWithTheReason) {
    Situation situation = with_an_undo_script();
    const std::string path = std::string{GetParam().event} + ".sql";
    situation.package.callback(path, "commit\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(skipped(plan), ElementsAre(path + ": " + GetParam().reason));
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    PlanCallbacks,
    CallbackWithoutOccasion,
    testing::Values(
        LeftOut{"beforeRepeatables", "no repeatable runs"},
        LeftOut{"beforeEachMigrate", "no repeatable runs"},
        LeftOut{"afterEachMigrateStatement", "no repeatable runs"},
        LeftOut{"afterMigrateApplied", "no repeatable runs"},
        LeftOut{"afterUndoOperationFinish", "a rollback does not fire afterUndoOperationFinish"},
        LeftOut{
            "afterEachUndoError",
            "no SQL can run in the transaction of a script that failed, with Flyway neither"},
        LeftOut{
            "afterEachMigrateStatementError",
            "no SQL can run in the transaction of a script that failed, with Flyway neither"},
        LeftOut{"beforeValidate", "a rollback does not run Flyway's validate"},
        LeftOut{"afterInfo", "a rollback does not run Flyway's info"},
        LeftOut{"afterBaseline", "a rollback does not run Flyway's baseline"},
        LeftOut{"beforeRepair", "a rollback does not run Flyway's repair"},
        LeftOut{"afterCleanError", "a rollback does not run Flyway's clean"},
        LeftOut{"beforeDeploy", "a rollback does not run Flyway's deploy"},
        LeftOut{"createSchema", "a rollback makes no schema"}
    ),
    [](const auto& parameter) { return std::string{parameter.param.event}; }
);

class CallbackOfUndo : public testing::TestWithParam<const char*> {};

TEST_P(CallbackOfUndo, IsLeftOutWithoutUndoScripts) {
    Situation situation = with_a_repeatable();
    situation.package.callback(std::string{GetParam()} + ".sql", "commit\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(
        skipped(plan),
        testing::Contains(std::string{GetParam()} + ".sql: no undo script runs")
    );
    EXPECT_THAT(step_names(plan), ElementsAre("R__view.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    PlanCallbacks,
    CallbackOfUndo,
    testing::Values("beforeUndo", "beforeEachUndoStatement", "afterUndo", "afterUndoError"),
    [](const auto& parameter) { return std::string{parameter.param}; }
);

TEST(PlanCallbacks, AreLeftOutWhenThereIsNothingToDo) {
    Situation situation = at_the_target();
    situation.package.callback("afterMigrate.sql", "commit\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(
        skipped(plan),
        ElementsAre(
            "U124__step.sql: V124 is not applied",
            "afterMigrate.sql: there is nothing to do"
        )
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanCallbacks, AreLeftOutBelowTheTarget) {
    Situation situation;
    situation.package.versioned("V122__step.sql", "step 122");
    situation.applies("122");
    situation.package.callback("beforeMigrate.sql", "x\n");
    EXPECT_THAT(
        skipped(situation.plan()),
        ElementsAre("beforeMigrate.sql: there is nothing to do")
    );
}

TEST(PlanCallbacks, AreLeftOutWithSkipDefaultCallbacks) {
    Situation situation = with_an_undo_script();
    situation.options.skip_callbacks = true;
    situation.package.callback("beforeUndo.sql", "commit\n");
    situation.package.callback("beforeEachUndo.sql", "commit\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
    EXPECT_THAT(plan.callbacks.undo.before, IsEmpty());
    EXPECT_THAT(
        skipped(plan),
        ElementsAre(
            "beforeEachUndo.sql: skipDefaultCallbacks is set",
            "beforeUndo.sql: skipDefaultCallbacks is set"
        )
    );
}

TEST(PlanCallbacks, GetTheirPlaceholdersReplaced) {
    Situation situation = with_an_undo_script();
    situation.package.callback("hooks/afterUndo.sql", "log ${flyway:filename} ${flyway:user}\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(step_script(plan.steps.at(1))->text, "log afterUndo.sql deployer\n");
}

TEST(PlanCallbacks, HaveNoHistoryRow) {
    Situation situation = with_an_undo_script();
    situation.package.callback("beforeUndo.sql", "x\n").callback("afterUndo.sql", "x\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(step_row(plan.steps.at(0)), nullptr);
    EXPECT_EQ(rank_of(plan, 1), plan.next_rank);
    EXPECT_EQ(rank_of(plan, 2), plan.next_rank + 1);
}

class CallbackFault : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(CallbackFault, IsReportedOnce) {
    Situation situation = with_everything();
    situation.package.callback("beforeEachUndo.sql", GetParam().first);
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre(GetParam().second));
    EXPECT_EQ(situation.findings.all().front().subject, "beforeEachUndo.sql");
}

INSTANTIATE_TEST_SUITE_P(
    PlanCallbacks,
    CallbackFault,
    testing::Values(
        std::pair{"commit\n", "transaction-control"},
        std::pair{"concurrently\n", "not-transactional"},
        std::pair{"open\n", "sql-incomplete"},
        std::pair{"x ${unknown}\n", "placeholder-unknown"}
    )
);

TEST(PlanCallbacks, CannotBeSwitchedOutOfTheTransaction) {
    Situation situation = with_an_undo_script();
    situation.package.callback("afterUndo.sql", "x\n");
    situation.package.script_config("afterUndo.sql.conf", "executeInTransaction=false\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-transactional"));
}

TEST(PlanCallbacks, AreLeftOutWhenShouldExecuteIsFalse) {
    Situation situation = with_an_undo_script();
    situation.options.environment = "test";
    situation.package.callback("afterUndo__a.sql", "commit\n").callback("afterUndo__b.sql", "x\n");
    situation.package.script_config(
        "afterUndo__a.sql.conf",
        "shouldExecute=${flyway:environment}==prod\n"
    );
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql", "afterUndo__b.sql"));
    EXPECT_THAT(
        skipped(plan),
        ElementsAre("afterUndo__a.sql: shouldExecute=${flyway:environment}==prod")
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanCallbacks, AreRefusedWhenShouldExecuteCannotBeEvaluated) {
    Situation situation = with_an_undo_script();
    situation.package.callback("afterUndo.sql", "x\n");
    situation.package.script_config("afterUndo.sql.conf", "shouldExecute=isPrimary()\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("should-execute-unsupported"));
    EXPECT_EQ(situation.findings.all().front().subject, "afterUndo.sql");
}

TEST(PlanCallbacks, MakeARepeatableRunAgainWhoseObjectTheyDrop) {
    Situation situation = with_an_undo_script();
    situation.package.unchanged("R__view.sql", "create view totals\n");
    situation.package.creating({test::object("view totals")});
    situation.applies_repeatable("view", "create view totals\n");
    situation.package.callback("beforeMigrate.sql", "drop view totals\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(
        step_names(plan),
        ElementsAre("U124__step.sql", "beforeMigrate.sql", "R__view.sql")
    );
    EXPECT_THAT(step_reasons(plan).back(), HasSubstr("beforeMigrate.sql"));
}

TEST(PlanCallbacks, ThatDropAnObjectAreNoReasonToRunAnything) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__view.sql", "create view totals\n");
    situation.package.creating({test::object("view totals")});
    situation.applies_repeatable("view", "create view totals\n");
    situation.package.callback("beforeMigrate.sql", "drop view totals\n");
    EXPECT_THAT(situation.plan().steps, IsEmpty());
}

TEST(PlanCallbacks, HoldLocksToo) {
    Situation situation = with_an_undo_script();
    situation.package.callback("beforeUndo.sql", "locks 100\n");
    situation.package.callback("beforeEachUndo.sql", "locks 30\n");
    EXPECT_EQ(situation.plan().estimated_locks, 138);
}

TEST(PlanCallbacks, OfEachScriptHoldLocksInTheTransactionOfTheScript) {
    Situation situation = with_everything();
    situation.options.transaction = TransactionMode::script;
    situation.package.callback("beforeUndo.sql", "locks 20\n");
    situation.package.callback("beforeEachUndo.sql", "locks 30\n");
    EXPECT_EQ(situation.plan().estimated_locks, 38);
}

TEST(AfterConnectScripts, AreThePackagesInOrderWithTheirPlaceholdersReplaced) {
    Situation situation = at_the_target();
    situation.package.callback("afterConnect__b.sql", "use ${flyway:defaultSchema}\n");
    situation.package.callback("afterConnect__a.sql", "x\n");
    situation.package.callback("afterMigrate.sql", "x\n");
    situation.facts.current_schema = "shop";
    const auto scripts = after_connect_scripts(
        situation.package.build(),
        situation.facts,
        situation.options,
        analyze_words,
        situation.findings
    );
    EXPECT_THAT(paths(scripts), ElementsAre("afterConnect__a.sql", "afterConnect__b.sql"));
    EXPECT_EQ(scripts.back().text, "use shop\n");
}

TEST(AfterConnectScripts, AreNotAmongTheSkippedAsTheyRan) {
    Situation situation = at_the_target();
    situation.package.callback("afterConnect.sql", "x\n");
    EXPECT_THAT(skipped(situation.plan()), ElementsAre("U124__step.sql: V124 is not applied"));
}

TEST(AfterConnectScripts, AreAmongTheSkippedWhenShouldExecuteIsFalse) {
    Situation situation = with_an_undo_script();
    situation.package.callback("afterConnect.sql", "x\n");
    situation.package.script_config("afterConnect.sql.conf", "shouldExecute=false\n");
    const auto scripts = after_connect_scripts(
        situation.package.build(),
        situation.facts,
        situation.options,
        analyze_words,
        situation.findings
    );
    EXPECT_THAT(scripts, IsEmpty());
    EXPECT_THAT(skipped(situation.plan()), ElementsAre("afterConnect.sql: shouldExecute=false"));
}

TEST(AfterConnectScripts, AreNoneWithSkipDefaultCallbacks) {
    Situation situation = at_the_target();
    situation.options.skip_callbacks = true;
    situation.package.callback("afterConnect.sql", "commit\n");
    const auto scripts = after_connect_scripts(
        situation.package.build(),
        situation.facts,
        situation.options,
        analyze_words,
        situation.findings
    );
    EXPECT_THAT(scripts, IsEmpty());
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core

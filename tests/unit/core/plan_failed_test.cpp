#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::at_version_126;
using test::messages_of;
using test::names_of;
using test::Situation;
using test::skipped;
using test::step_names;
using test::step_reasons;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Version version(const std::string& text) {
    return parse_version(text).value();
}

/// Versions 122 to 126 are applied, and 127 failed (rank 6).
Situation failed_at_127() {
    Situation situation = at_version_126();
    situation.packs_undo("127", "drop table t127\n");
    situation.database.failed("127").last().checksum = flyway_checksum("step 127");
    return situation;
}

FailedStep failed_step(const Plan& plan, std::size_t index) {
    return std::get<FailedStep>(plan.steps.at(index));
}

std::string only_hint(const Situation& situation) {
    return situation.findings.all().at(0).hint;
}

TEST(PlanFailed, RefusesAFailedRowThatNobodyIncludes) {
    Situation situation = failed_at_127();
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U126__step.sql", "U125__step.sql", "U124__step.sql")
    );
    EXPECT_THAT(names_of(situation.findings), ElementsAre("history-failed-row"));
    EXPECT_THAT(only_hint(situation), HasSubstr("--include-failed=V127"));
}

TEST(PlanFailed, RefusesAFailedRowWhenOnlyAnotherVersionIsNamed) {
    Situation situation = failed_at_127();
    situation.packs_undo("128", "drop table t128\n");
    situation.options.include_failed.versions = {version("128")};
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("history-failed-row"));
}

TEST(PlanFailed, RefusesAFailedRowWithoutUndoScript) {
    Situation situation = at_version_126();
    situation.database.failed("127");
    situation.options.include_failed.rows = true;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("history-failed-row"));
    EXPECT_THAT(only_hint(situation), HasSubstr("The package has no undo script for V127."));
}

struct NotTakenBack {
    std::string name;
    void (*fail)(Situation& situation);
};

class PlanFailedRefuses : public testing::TestWithParam<NotTakenBack> {};

TEST_P(PlanFailedRefuses, WhatItCannotTakeBack) {
    Situation situation = at_version_126();
    situation.options.include_failed.rows = true;
    GetParam().fail(situation);
    const Plan plan = situation.plan();
    EXPECT_THAT(names_of(situation.findings), testing::Contains("history-failed-row"));
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("flyway repair"));
    for (const Step& step : plan.steps) {
        EXPECT_FALSE(std::holds_alternative<FailedStep>(step));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    PlanFailedRefuses,
    testing::Values(
        NotTakenBack{"AtTheTarget", [](Situation& it) { it.database.failed("123.0"); }},
        NotTakenBack{"BelowTheTarget", [](Situation& it) { it.database.failed("121"); }},
        NotTakenBack{"AlsoInForce", [](Situation& it) { it.database.failed("125"); }},
        NotTakenBack{
            "FailedTwice",
            [](Situation& it) {
                it.packs_undo("127", "drop table t127\n").database.failed("127").failed("127");
            }},
        NotTakenBack{
            "ARepeatable",
            [](Situation& it) { it.database.repeatable("views").last().success = false; }},
        NotTakenBack{
            "AnUndo",
            [](Situation& it) { it.database.undone("126").last().success = false; }},
        NotTakenBack{
            "ABaselineMigration",
            [](Situation& it) {
                it.packs_undo("127", "drop table t127\n")
                    .database.applied("127", {{7}}, "SQL_BASELINE")
                    .last()
                    .success = false;
            }}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(PlanFailed, RefusesAnUndoScriptForAnotherTextOfTheFailedVersion) {
    Situation situation = failed_at_127();
    situation.database.last().checksum = FlywayChecksum{815};
    situation.options.include_failed.rows = true;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-mismatch"));
}

TEST(PlanFailed, NamesTheNextVersionWhereNoRowFailed) {
    Situation situation = at_version_126();
    situation.packs_undo("128", "drop table t128\n").packs_undo("127", "drop table t127\n");
    situation.options.include_failed.rows = true;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-half-applied"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("--include-failed finds no failed row in the history")
    );
    EXPECT_THAT(
        only_hint(situation),
        AllOf(HasSubstr("If V127, the next version of v1.29,"), HasSubstr("--include-failed=V127."))
    );
}

TEST(PlanFailed, NamesNoVersionWhereNoneIsLeft) {
    Situation situation = at_version_126();
    situation.options.include_failed.rows = true;
    situation.plan();
    EXPECT_EQ(only_hint(situation), "Leave the option out.");
}

struct Named {
    std::string name;
    std::string version;
    std::string message;
};

class PlanFailedRefusesTheNamed : public testing::TestWithParam<Named> {};

TEST_P(PlanFailedRefusesTheNamed, Version) {
    Situation situation = at_version_126();
    situation.package.versioned("V127__step.sql", "step 127");
    situation.options.include_failed.versions = {version(GetParam().version)};
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-half-applied"));
    EXPECT_THAT(messages_of(situation.findings), ElementsAre(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Named,
    PlanFailedRefusesTheNamed,
    testing::Values(
        Named{"Applied", "126", "V126 is applied, so it did not stop half-way"},
        Named{"TheTarget", "123", "V123 is not above the target 123, so nothing takes it back"},
        Named{"BelowTheTarget", "99", "V99 is not above the target 123, so nothing takes it back"},
        Named{"WithoutUndoScript", "127", "the package has no undo script for V127"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(PlanFailed, TakesNothingBackBelowTheTarget) {
    Situation situation;
    situation.package.versioned("V122__step.sql", "step 122");
    situation.applies("122").packs_undo("124", "drop table t124\n");
    situation.options.include_failed.versions = {version("124")};
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("the database is below the target, so nothing is taken back")
    );
}

TEST(PlanFailed, RefusesToChangeDataThatTheVersionMayNotHaveChanged) {
    Situation situation = at_the_target();
    situation.packs_undo("125", "drop table t125\nupdate orders\n");
    situation.options.include_failed.versions = {version("125")};
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("half-applied-data"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("updates rows of orders, also where V125 did not come so far")
    );
    EXPECT_EQ(situation.findings.all().front().line, 2U);
}

TEST(PlanFailed, ChangesDataOfVersionsThatAreApplied) {
    Situation situation = at_version_126();
    situation.applies("127").packs_undo("127", "update orders\n").plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
}

TEST(PlanFailed, TakesAFailedRowBackFirst) {
    Situation situation = failed_at_127();
    situation.options.include_failed.rows = true;
    const Plan plan = situation.plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
    EXPECT_THAT(
        step_names(plan),
        ElementsAre("U127__step.sql", "U126__step.sql", "U125__step.sql", "U124__step.sql")
    );
    EXPECT_EQ(failed_step(plan, 0).failed_rank, 6);
    EXPECT_EQ(step_row(plan.steps[0]), nullptr);
    EXPECT_EQ(step_reasons(plan)[0], "V127 failed (rank 6); what it did not do is passed over");
    EXPECT_THAT(skipped(plan), IsEmpty());
}

TEST(PlanFailed, GivesTheRankOfTheDeletedRowAnew) {
    Situation situation = failed_at_127();
    situation.options.include_failed.rows = true;
    const Plan plan = situation.plan();
    EXPECT_EQ(rank_of(plan, 1), 6);
    EXPECT_EQ(rank_of(plan, 3), 8);
}

TEST(PlanFailed, KeepsTheRanksBehindAFailedRowInTheMiddle) {
    Situation situation = failed_at_127();
    situation.packs_undo("128", "drop table t128\n").applies("128");
    situation.options.include_failed.rows = true;
    const Plan plan = situation.plan();
    EXPECT_THAT(
        step_names(plan),
        ElementsAre(
            "U128__step.sql",
            "U127__step.sql",
            "U126__step.sql",
            "U125__step.sql",
            "U124__step.sql"
        )
    );
    EXPECT_EQ(plan.next_rank, 8);
}

TEST(PlanFailed, TakesANamedVersionWithoutARowBackAtThePlaceOfItsVersion) {
    Situation situation = at_version_126();
    situation.packs_undo("125.5", "drop table t125_5\n");
    situation.options.include_failed.versions = {version("125.5")};
    const Plan plan = situation.plan();
    EXPECT_THAT(names_of(situation.findings), IsEmpty());
    EXPECT_THAT(
        step_names(plan),
        ElementsAre("U126__step.sql", "U125.5__step.sql", "U125__step.sql", "U124__step.sql")
    );
    EXPECT_EQ(failed_step(plan, 1).failed_rank, std::nullopt);
    EXPECT_EQ(plan.next_rank, 6);
    EXPECT_EQ(
        step_reasons(plan)[1],
        "V125.5 is said to have stopped half-way; what it did not do is passed over"
    );
}

TEST(PlanFailed, TakesTheFirstVersionAboveTheTargetBack) {
    Situation situation = at_the_target();
    situation.options.include_failed.versions = {version("124")};
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
    EXPECT_EQ(plan.nothing_to_do, "");
    EXPECT_EQ(version_after(plan, 0), version("123"));
    EXPECT_EQ(version_after(plan, 1), version("123"));
}

TEST(PlanFailed, DoesNotMoveTheVersionOfTheDatabase) {
    Situation situation = failed_at_127();
    situation.options.include_failed.rows = true;
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.from_version, version("126"));
    EXPECT_EQ(version_after(plan, 1), version("126"));
    EXPECT_EQ(version_after(plan, 2), version("125"));
}

TEST(PlanFailed, RunsTheUndoCallbacksAroundItsScript) {
    Situation situation = at_the_target();
    situation.package.callback("beforeUndo.sql", "create view a\n")
        .callback("beforeEachUndo.sql", "create view b\n");
    situation.options.include_failed.versions = {version("124")};
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("beforeUndo.sql", "U124__step.sql"));
    EXPECT_EQ(each_callbacks(plan, plan.steps[1]), &plan.callbacks.undo);
    EXPECT_EQ(plan.callbacks.undo.before.size(), 1U);
}

// The migration stopped before it came to the repeatables that would have brought it back.
TEST(PlanFailed, RestoresARepeatableWhoseObjectTheFailedVersionDrops) {
    Situation situation = at_the_target();
    situation.applies_repeatable("totals", "create view totals\n");
    situation.package.unchanged("R__totals.sql", "create view totals\n")
        .creating({test::object("view totals")});
    situation.package.versioned("V124.5__step.sql", "drop view totals\n");
    situation.package.undo("U124.5__step.sql", "drop table t\n");
    situation.options.include_failed.versions = {version("124.5")};
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124.5__step.sql", "R__totals.sql"));
}

}  // namespace
}  // namespace rollpack::core

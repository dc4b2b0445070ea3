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
using test::row_of;
using test::Situation;
using test::skipped;
using test::step_names;
using test::step_reasons;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(PlanUndo, RefusesAnUndoScriptWithoutAStatement) {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", "-- to be written\n").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-empty"));
    EXPECT_EQ(situation.findings.all().front().subject, "U124__step.sql");
}

TEST(PlanUndo, DoesNotMindAnEmptyUndoScriptThatDoesNotRun) {
    Situation situation = at_the_target();
    situation.packs_undo("125", "-- to be written\n").plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanUndo, SaysWhyEachScriptRuns) {
    Situation situation = at_version_126();
    EXPECT_THAT(
        step_reasons(situation.plan()),
        ElementsAre(
            "V126 is applied (rank 5) and above the target 123",
            "V125 is applied (rank 4) and above the target 123",
            "V124 is applied (rank 3) and above the target 123"
        )
    );
}

TEST(PlanUndo, SaysWhyEachScriptIsLeftOut) {
    Situation situation;
    situation.applies("123").applies("124").applies("125").applies("126");
    situation.database.undone("126").deleted("125");
    for (const char* const version : {"124", "125", "126", "127"}) {
        situation.packs_undo(version, "drop table t\n");
    }
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
    EXPECT_THAT(
        skipped(plan),
        ElementsAre(
            "U127__step.sql: V127 is not applied",
            "U126__step.sql: V126 was undone already",
            "U125__step.sql: V125 was undone or deleted already"
        )
    );
}

TEST(PlanUndo, CarriesTheScriptToRun) {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", "drop table t\n");
    const Plan plan = situation.plan();
    const auto& step = std::get<UndoStep>(plan.steps.at(0));
    EXPECT_EQ(step.version.text(), "124");
    EXPECT_EQ(step.description, "step");
    EXPECT_EQ(step.script.path, "U124__step.sql");
    EXPECT_EQ(step.script.text, "drop table t\n");
    EXPECT_EQ(step.script.sha256, sha256("drop table t\n"));
    EXPECT_EQ(step.script.analysis, test::analyze_words("drop table t\n"));
}

TEST(PlanUndo, MarksVersionsWithACopyOfTheirRowInTheDeleteDialect) {
    Situation situation = at_version_126();
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.dialect, HistoryDialect::delete_rows);
    const HistoryRow expected{
        "124",
        "step 124",
        "DELETE",
        "V124__step.sql",
        flyway_checksum("step 124"),
        true,
        false,
    };
    EXPECT_EQ(row_of(plan, "U124__step.sql"), expected);
}

TEST(PlanUndo, CopiesTheVersionAsTheHistoryHasIt) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.applied("0124.0", flyway_checksum("step 124"));
    EXPECT_EQ(row_of(situation.plan(), "U124__step.sql").version, "0124.0");
}

TEST(PlanUndo, RecordsTheUndoScriptInTheUndoDialect) {
    Situation situation;
    situation.applies("123");
    situation.database.applied("0124", flyway_checksum("step 124"));
    situation.package.versioned("V124__step.sql", "step 124");
    situation.package.undo("undo/U124__take_it_back.sql", "drop table t\n");
    situation.options.dialect = DialectChoice::undo_rows;
    const Plan plan = situation.plan();
    const HistoryRow expected{
        "124",
        "take it back",
        "UNDO_SQL",
        "undo/U124__take_it_back.sql",
        flyway_checksum("drop table t\n"),
        true,
        true,
    };
    EXPECT_EQ(row_of(plan, "undo/U124__take_it_back.sql"), expected);
}

TEST(PlanUndo, RecordsTheChecksumOfTheRawUndoScript) {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", "drop table ${name}\n");
    situation.options.placeholders = {{"name", "t"}};
    situation.options.dialect = DialectChoice::undo_rows;
    EXPECT_EQ(
        row_of(situation.plan(), "U124__step.sql").checksum,
        flyway_checksum("drop table ${name}\n")
    );
}

TEST(PlanUndo, KeepsTheUndoDialectWhereTheTableHasUndoRows) {
    Situation situation;
    situation.applies("123").applies("124").database.undone("124");
    situation.applies("124").packs_undo("124", "drop table t\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.dialect, HistoryDialect::undo_rows);
    EXPECT_EQ(row_of(plan, "U124__step.sql").type, "UNDO_SQL");
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanUndo, TakesTheDeleteDialectOnRequestWhereTheTableHasUndoRows) {
    Situation situation;
    situation.applies("123").applies("124").database.undone("124");
    situation.applies("124").packs_undo("124", "drop table t\n");
    situation.options.dialect = DialectChoice::delete_rows;
    EXPECT_EQ(row_of(situation.plan(), "U124__step.sql").type, "DELETE");
}

TEST(PlanUndo, WarnsOfTheFirstUndoRowsInATable) {
    Situation situation = at_version_126();
    situation.options.dialect = DialectChoice::undo_rows;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-rows-unreadable"));
    EXPECT_FALSE(situation.findings.has_errors());
}

TEST(PlanUndo, DoesNotWarnOfUndoRowsThatItDoesNotWrite) {
    Situation situation = at_the_target();
    situation.options.dialect = DialectChoice::undo_rows;
    situation.plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanUndo, ShortensALongDescriptionAsFlywayDoes) {
    const std::string umlaut = "\xC3\xBC";
    std::string description;
    for (int i = 0; i < 201; ++i) {
        description += umlaut;
    }
    Situation situation;
    situation.applies("123").applies("124");
    situation.package.versioned("V124__step.sql", "step 124");
    situation.package.undo("U124__" + description + ".sql", "drop table t\n");
    situation.options.dialect = DialectChoice::undo_rows;
    const Plan plan = situation.plan();
    EXPECT_EQ(
        step_row(plan.steps.at(0))->description,
        description.substr(0, 197 * umlaut.size()) + "..."
    );
}

TEST(PlanUndo, KeepsADescriptionThatJustFits) {
    const std::string description(200, 'd');
    Situation situation;
    situation.applies("123").applies("124");
    situation.package.versioned("V124__step.sql", "step 124");
    situation.package.undo("U124__" + description + ".sql", "drop table t\n");
    situation.options.dialect = DialectChoice::undo_rows;
    EXPECT_EQ(step_row(situation.plan().steps.at(0))->description, description);
}

TEST(PlanUndo, ShortensALongPathAsFlywayDoes) {
    const std::string folder(1000, 'f');
    Situation situation;
    situation.applies("123").applies("124");
    situation.package.versioned("V124__step.sql", "step 124");
    situation.package.undo(folder + "/U124__step.sql", "drop table t\n");
    situation.options.dialect = DialectChoice::undo_rows;
    const std::string script = step_row(situation.plan().steps.at(0))->script;
    EXPECT_EQ(script, "..." + folder.substr(3));
}

}  // namespace
}  // namespace rollpack::core

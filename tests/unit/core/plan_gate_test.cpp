#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::at_version_126;
using test::messages_of;
using test::names_of;
using test::Situation;
using test::step_names;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(MakePlan, RefusesATargetThatIsNotInForce) {
    Situation situation;
    situation.applies("121").applies("122").applies("124").packs_undo("124", "drop table t\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("target-not-applied"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre(
            "the target version 123 is not applied; the database is at 124, and the highest "
            "version in force below the target is 122"
        )
    );
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("`rollpack build --target 122`"));
    EXPECT_EQ(situation.findings.all().front().subject, "public.flyway_schema_history");
}

TEST(MakePlan, RefusesATargetThatWasUndone) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.undone("123");
    situation.applies("124").plan();
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("the target version 123 was undone already; the database is at 124, and no "
                    "version below the target is in force")
    );
}

TEST(MakePlan, RefusesABaselineAboveTheTarget) {
    Situation situation;
    situation.database.baseline("125");
    situation.applies("126").packs_undo("126", "drop table t\n").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("baseline-above-target"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("the database's baseline is version 125 (rank 1), above the target 123")
    );
}

TEST(MakePlan, AcceptsABaselineThatIsTheTarget) {
    Situation situation;
    situation.database.baseline("123");
    situation.applies("124").packs_undo("124", "drop table t\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, AcceptsABaselineBelowATargetThatIsInForce) {
    Situation situation;
    situation.database.baseline("100");
    situation.applies("123").applies("124").packs_undo("124", "drop table t\n").plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, RefusesAVersionWithoutAnUndoScript) {
    Situation situation = at_version_126();
    situation.applies("127").package.versioned("V127__step.sql", "step 127");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("applied-without-undo"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("V127 is applied (rank 6), but the package has no undo script for it")
    );
    EXPECT_EQ(
        situation.findings.all().front().hint,
        "Add U127__....sql to the project and build the package again."
    );
}

TEST(MakePlan, RefusesAVersionThatThePackageDoesNotKnow) {
    Situation situation = at_version_126();
    situation.applies("125.5").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("applied-unknown", "out-of-order"));
    EXPECT_EQ(
        messages_of(situation.findings).front(),
        "V125.5 is applied (rank 6), but the package does not know it: it was built from v1.29"
    );
    EXPECT_THAT(
        situation.findings.all().front().hint,
        HasSubstr("from the release that has V125.5")
    );
}

TEST(MakePlan, RefusesADatabaseAheadOfTheRelease) {
    Situation situation = at_version_126();
    situation.applies("127").plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("database-ahead"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre(
            "V127 is applied (rank 6), but the package was built from v1.29, which ends at 126"
        )
    );
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("the release that is deployed"));
}

TEST(MakePlan, RefusesADatabaseOfAnotherProject) {
    Situation situation;
    situation.packs_undo("124", "drop table t\n");
    situation.database.row({0, "123", "billing", "SQL", "V123__billing.sql", {{1}}, "", "", 0, true}
    );
    situation.database.row(
        {0, "124", "invoices", "SQL", "V124__invoices.sql", {{2}}, "", "", 0, true}
    );
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("wrong-database"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre(
            "none of the 2 versions in force belongs to the project of Rollback-V123; the last "
            "one is V124__invoices.sql"
        )
    );
}

TEST(MakePlan, KnowsItsProjectByOneScriptOrRepeatable) {
    Situation situation;
    situation.package.unchanged("R__totals.sql", "totals\n");
    situation.database.row({0, "123", "billing", "SQL", "V123__billing.sql", {{1}}, "", "", 0, true}
    );
    situation.applies_repeatable("totals", "totals\n").plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, CannotTellTheProjectByABaseline) {
    Situation situation;
    situation.database.baseline("123");
    situation.plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, RefusesAnUndoScriptOfAnotherText) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.applied("124", FlywayChecksum{42});
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-mismatch"));
    EXPECT_EQ(
        messages_of(situation.findings).front(),
        "it was written for a text of V124 with the checksum "
            + std::to_string(flyway_checksum("step 124").value)
            + ", but the history has 42 (rank 2)"
    );
    EXPECT_EQ(situation.findings.all().front().subject, "U124__step.sql");
}

TEST(MakePlan, RefusesAnAppliedTextWithoutAChecksum) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.applied("124", std::nullopt);
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-mismatch"));
    EXPECT_THAT(
        messages_of(situation.findings).front(),
        HasSubstr("the history has none (rank 2)")
    );
}

TEST(MakePlan, UndoesJavaMigrationsThatHaveAnUndoScript) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.applied("124", std::nullopt, "JDBC");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, RefusesJavaMigrationsWithoutAnUndoScript) {
    Situation situation;
    situation.applies("123").database.applied("124", std::nullopt, "JDBC");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("database-ahead"));
}

TEST(MakePlan, ComparesTheTextOfScriptMigrations) {
    Situation situation;
    situation.applies("123").packs_undo("124", "drop table t\n");
    situation.database.applied("124", FlywayChecksum{42}, "SCRIPT");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("undo-mismatch"));
}

TEST(MakePlan, FindsAllFaultsOfTheRangeAtOnce) {
    Situation situation;
    situation.applies("122").packs_undo("124", "drop table t\n").packs_undo("125", "-- nothing\n");
    situation.database.applied("124", FlywayChecksum{42});
    situation.applies("125").applies("126").plan();
    EXPECT_THAT(
        names_of(situation.findings),
        ElementsAre("target-not-applied", "undo-mismatch", "database-ahead", "undo-empty")
    );
}

TEST(MakePlan, PairsUndoScriptsByEqualVersion) {
    Situation situation;
    situation.applies("123").packs_undo("124.0", "drop table t\n");
    situation.database.applied("0124", flyway_checksum("step 124.0"));
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124.0__step.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, UndoesInTheReverseOfTheOrderOfApplication) {
    Situation situation = at_version_126();
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U126__step.sql", "U125__step.sql", "U124__step.sql")
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, GoesPastRowsThatWereAppliedOutOfOrder) {
    Situation situation;
    for (const char* const version : {"123", "125", "124", "121", "126"}) {
        situation.applies(version);
    }
    situation.packs_undo("124", "drop table a\n")
        .packs_undo("125", "drop table b\n")
        .packs_undo("126", "x\n");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U126__step.sql", "U124__step.sql", "U125__step.sql")
    );
    EXPECT_THAT(names_of(situation.findings), ElementsAre("out-of-order"));
    EXPECT_THAT(messages_of(situation.findings), ElementsAre("applied out of order: V124, V121"));
    EXPECT_FALSE(situation.findings.has_errors());
}

TEST(MakePlan, DoesNotMindWhatWasOutOfOrderBelowTheRange) {
    Situation situation;
    situation.applies("122").applies("121").applies("123").applies("124");
    situation.packs_undo("124", "drop table t\n").plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core

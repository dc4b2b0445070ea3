#include "rollpack/core/plan.hpp"

#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::at_version_126;
using test::HistoryBuilder;
using test::messages_of;
using test::row_of;
using test::Situation;
using test::skipped;
using test::step_names;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(MakePlan, DoesNothingInAnEmptyHistory) {
    Situation situation;
    situation.packs_undo("124", "drop table t\n").package.revive("R__a.sql", "create view a\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(
        plan.nothing_to_do,
        "The history has no version in force, so there is nothing to roll back."
    );
    EXPECT_EQ(plan.from_version, std::nullopt);
    EXPECT_EQ(plan.next_rank, 1);
    EXPECT_THAT(
        skipped(plan),
        ElementsAre("U124__step.sql: V124 is not applied", "R__a.sql: no version is in force")
    );
}

TEST(MakePlan, DoesNothingBelowTheTarget) {
    Situation situation;
    situation.applies("122").packs_undo("124", "drop table t\n");
    situation.package.restore("R__a.sql", "create view a\n");
    situation.applies_repeatable("a", "newer\n").applies_repeatable("stranger", "x\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(
        plan.nothing_to_do,
        "The database is at version 122, below the target 123, so there is nothing to roll back."
    );
    EXPECT_THAT(
        skipped(plan),
        ElementsAre(
            "U124__step.sql: V124 is not applied",
            "R__a.sql: the database is below the target version"
        )
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(MakePlan, DoesNothingAtTheTarget) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__a.sql", "create view a\n");
    situation.applies_repeatable("a", "create view a\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(
        plan.nothing_to_do,
        "The database is at the target version 123 and has the target release's repeatables, so "
        "there is nothing to do."
    );
}

TEST(MakePlan, DoesNothingASecondTime) {
    Situation situation = at_version_126();
    situation.database.deleted("126").deleted("125").deleted("124");
    const Plan plan = situation.plan();
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(plan.from_version->text(), "123");
}

TEST(MakePlan, FitsADatabaseBetweenTheReleases) {
    Situation situation = at_version_126();
    situation.database.deleted("126").deleted("125");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql"));
}

TEST(MakePlan, UndoesAgainAfterAReUpgrade) {
    Situation situation = at_version_126();
    situation.database.deleted("126").deleted("125");
    situation.applies("125").applies("126");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U126__step.sql", "U125__step.sql", "U124__step.sql")
    );
}

TEST(MakePlan, IsBoundToPackageAndHistory) {
    Situation situation = at_version_126();
    const Plan plan = situation.plan();
    Findings findings;
    EXPECT_EQ(plan.package_name, "Rollback-V123");
    EXPECT_EQ(plan.content_sha256, sha256("package"));
    EXPECT_EQ(plan.history_fingerprint, situation.database.read(findings).fingerprint());
    EXPECT_EQ(plan.history_table, (HistoryTable{"public", "flyway_schema_history"}));
    EXPECT_EQ(plan.next_rank, 6);
    EXPECT_EQ(plan.target_version.text(), "123");
    EXPECT_EQ(plan.from_version->text(), "126");
    EXPECT_EQ(plan.transaction, TransactionMode::package);
}

TEST(MakePlan, IsTheSameForTheSameInputs) {
    EXPECT_EQ(at_version_126().plan(), at_version_126().plan());
}

TEST(MakePlan, CountsFromTheRankOfTheSchemaRow) {
    Situation situation;
    situation.database.schema_creation();
    EXPECT_EQ(situation.plan().next_rank, 1);
}

TEST(MakePlan, SaysNothingOfNothingToDoWhenItRefuses) {
    Situation situation;
    situation.applies("123").applies("124");
    const Plan plan = situation.plan();
    EXPECT_TRUE(situation.findings.has_errors());
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(plan.nothing_to_do, "");
}

TEST(MakePlan, TakesTheProjectsPrefixForVersions) {
    Situation situation;
    situation.package = test::SelectionBuilder{"123"};
    situation.package.edit().naming.versioned_prefix = "Ver";
    situation.package.versioned("Ver123__step.sql", "step 123");
    situation.package.versioned("Ver124__step.sql", "step 124");
    situation.package.undo("U124__step.sql", "drop table t\n");
    situation.applies("123");
    EXPECT_THAT(skipped(situation.plan()), ElementsAre("U124__step.sql: Ver124 is not applied"));
}

/// The rows that Flyway 13 left in the shop database at version 129, as in samples/shop/flyway-v129.sql.
HistoryBuilder shop_at_version_129() {
    HistoryBuilder rows;
    rows.applied("120", FlywayChecksum{1294121849});
    rows.applied("121", FlywayChecksum{-34306734});
    rows.applied("122", FlywayChecksum{2003258734});
    rows.applied("123", FlywayChecksum{-1881024152});
    rows.repeatable("010 functions", {1404086743});
    rows.repeatable("020 customer overview", {354672133});
    rows.repeatable("030 order totals", {1992881498});
    rows.applied("124", FlywayChecksum{-1194462020});
    rows.applied("125", FlywayChecksum{-987169377});
    rows.applied("126", FlywayChecksum{-590219467});
    rows.applied("127", FlywayChecksum{-1643503921});
    rows.applied("128", FlywayChecksum{-1039480867});
    rows.applied("129", FlywayChecksum{406010324});
    rows.repeatable("010 functions", {360903564});
    rows.repeatable("020 customer overview", {-594739404});
    rows.repeatable("030 order totals", {-1795664747});
    return rows;
}

ServerFacts server_15() {
    ServerFacts facts;
    facts.version_number = 150018;
    return facts;
}

TEST(MakePlan, FitsTheDatabaseThatFlywayLeftBehind) {
    Findings findings;
    const Plan plan = make_plan(
        {test::shop_selection(),
         shop_at_version_129().read(findings),
         server_15(),
         {},
         [](std::string_view) { return test::analyze_words("locks 1\n"); }},
        sha256("package"),
        findings
    );
    EXPECT_THAT(messages_of(findings), IsEmpty());
    EXPECT_THAT(
        step_names(plan),
        ElementsAre(
            "U129__product_tags.sql",
            "U128__prices_in_cents.sql",
            "U127__order_status_log.sql",
            "U126__currency_and_discount.sql",
            "U125__customer_phones.sql",
            "U124__stock_movements.sql",
            "R__010_functions.sql",
            "R__020_customer_overview.sql",
            "R__030_order_totals.sql"
        )
    );
    EXPECT_EQ(row_of(plan, "R__010_functions.sql").checksum, FlywayChecksum{1404086743});
    EXPECT_EQ(row_of(plan, "R__020_customer_overview.sql").checksum, FlywayChecksum{354672133});
    EXPECT_EQ(row_of(plan, "R__030_order_totals.sql").checksum, FlywayChecksum{1992881498});
    EXPECT_EQ(plan.next_rank, 17);
}

TEST(Step, WithoutAScriptHasNone) {
    Situation situation = at_the_target();
    situation.applies_repeatable("stranger", "x\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(step_script(plan.steps.at(0)), nullptr);
    EXPECT_EQ(step_name(plan.steps.at(0)), "retire stranger");
    EXPECT_EQ(step_row(plan.steps.at(0))->type, "DELETE");
}

TEST(Step, WithAScriptTakesItsName) {
    Situation situation = at_the_target();
    situation.package.revive("views/R__a.sql", "create view a\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(step_name(plan.steps.at(0)), "views/R__a.sql");
    EXPECT_EQ(step_script(plan.steps.at(0))->text, "create view a\n");
}

}  // namespace
}  // namespace rollpack::core

#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::messages_of;
using test::object;
using test::row_of;
using test::Situation;
using test::skipped;
using test::step_names;
using test::step_reasons;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// Versions 123 and 124 are applied; the undo of 124 is `text`. Repeatables are for the test to add.
Situation with_undo(const std::string& text) {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", text);
    return situation;
}

/// A view "totals" that both releases have with the same text, applied at rank 3.
Situation with_unchanged_view(const std::string& undo) {
    Situation situation = with_undo(undo);
    situation.package.unchanged("R__totals.sql", "create view totals\n");
    situation.package.creating({object("view totals")});
    situation.applies_repeatable("totals", "create view totals\n");
    return situation;
}

TEST(PlanRepeatables, RestoresATextThatDiffers) {
    Situation situation = at_the_target();
    situation.package.restore("R__totals.sql", "create view totals\n");
    situation.applies_repeatable("totals", "create view newer\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("R__totals.sql"));
    EXPECT_THAT(step_reasons(plan), ElementsAre("its text differs from the applied one (rank 3)"));
    EXPECT_EQ(plan.nothing_to_do, "");
}

TEST(PlanRepeatables, RestoresATextThatAnOlderRowHad) {
    Situation situation = at_the_target();
    situation.package.restore("R__totals.sql", "create view totals\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.applies_repeatable("totals", "create view newer\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("R__totals.sql"));
}

TEST(PlanRepeatables, RestoresATextWithoutAChecksumInTheHistory) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view totals\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.database.last().checksum = std::nullopt;
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("R__totals.sql"));
}

TEST(PlanRepeatables, RevivesWhatIsNotApplied) {
    Situation situation = at_the_target();
    situation.package.revive("R__totals.sql", "create view totals\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_reasons(plan), ElementsAre("it is not applied"));
    EXPECT_EQ(std::get<RepeatableStep>(plan.steps.at(0)).action, RepeatableAction::revive);
}

TEST(PlanRepeatables, RevivesWhatWasDeletedEvenWithTheSameText) {
    Situation situation = at_the_target();
    situation.package.revive("R__totals.sql", "create view totals\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.database.deleted_repeatable("totals");
    EXPECT_THAT(step_reasons(situation.plan()), ElementsAre("it is not applied"));
}

TEST(PlanRepeatables, LeavesOutATextThatIsApplied) {
    Situation situation = with_unchanged_view("drop table t\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql"));
    EXPECT_THAT(
        skipped(plan),
        ElementsAre("R__totals.sql: the applied text (rank 3) is the target release's")
    );
}

TEST(PlanRepeatables, FollowsFlywaysOrderOfDescriptions) {
    Situation situation = at_the_target();
    situation.package.revive("a/R__view_a.sql", "a\n");
    situation.package.revive("z/R__B_view.sql", "b\n");
    situation.package.revive("R__020_x.sql", "c\n");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("R__020_x.sql", "z/R__B_view.sql", "a/R__view_a.sql")
    );
}

TEST(PlanRepeatables, RecordsFlywaysChecksumOfTheReplacedText) {
    Situation situation = at_the_target();
    situation.package.revive("views/R__all_totals.sql", "create view ${name}\n");
    situation.options.placeholders = {{"name", "totals"}};
    const HistoryRow expected{
        std::nullopt,
        "all totals",
        "SQL",
        "views/R__all_totals.sql",
        flyway_checksum("create view totals\n"),
        true,
        true,
    };
    EXPECT_EQ(row_of(situation.plan(), "views/R__all_totals.sql"), expected);
}

TEST(PlanRepeatables, RecordsTheRawChecksumWhereReplacementIsOff) {
    Situation situation = at_the_target();
    situation.package.revive("R__totals.sql", "create view ${name}\n");
    situation.package.edit().placeholders.replacement = false;
    EXPECT_EQ(
        row_of(situation.plan(), "R__totals.sql").checksum,
        flyway_checksum("create view ${name}\n")
    );
}

TEST(PlanRepeatables, TakesAnAppliedReplacedTextForUnchanged) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view ${name}\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.options.placeholders = {{"name", "totals"}};
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
}

TEST(PlanRepeatables, TakesAnAppliedRawTextForUnchanged) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view ${name}\n");
    situation.applies_repeatable("totals", "create view ${name}\n");
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanRepeatables, RunsATextAgainWithAnotherPlaceholderValue) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view ${name}\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.options.placeholders = {{"name", "sums"}};
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("R__totals.sql"));
}

TEST(PlanRepeatables, ComparesDescriptionsAsTheHistoryShortensThem) {
    const std::string description(250, 'd');
    Situation situation = at_the_target();
    situation.package.unchanged("R__" + description + ".sql", "create view totals\n");
    situation.applies_repeatable(description.substr(0, 197) + "...", "create view totals\n");
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainWhenItsObjectIsDropped) {
    Situation situation = with_unchanged_view("drop view totals\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql", "R__totals.sql"));
    EXPECT_THAT(
        step_reasons(plan),
        Contains("its text is unchanged, but U124__step.sql drops view totals, which this script "
                 "creates")
    );
    EXPECT_EQ(std::get<RepeatableStep>(plan.steps.at(1)).action, RepeatableAction::unchanged);
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainWhenItsObjectIsReplaced) {
    Situation situation = with_unchanged_view("create view totals\n");
    EXPECT_THAT(
        step_reasons(situation.plan()),
        Contains(
            "its text is unchanged, but U124__step.sql replaces view totals, which this script "
            "creates"
        )
    );
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainBehindACascade) {
    Situation situation = with_unchanged_view("drop table t\ncascade\n");
    EXPECT_THAT(
        step_reasons(situation.plan()),
        Contains(
            "its text is unchanged, but U124__step.sql drops with CASCADE, which may take what "
            "this script creates"
        )
    );
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainWhenItIsNotKnownWhatItCreates) {
    Situation situation = with_undo("drop table t\n");
    situation.package.unchanged("R__grants.sql", "grants\n");
    situation.applies_repeatable("grants", "grants\n");
    EXPECT_THAT(
        step_reasons(situation.plan()),
        Contains(
            "its text is unchanged, but U124__step.sql drops objects, and it is not known what "
            "this script creates"
        )
    );
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainThatCreatesNothingWhenSomethingIsDropped) {
    Situation situation = with_undo("drop table t\n");
    situation.package.unchanged("R__grants.sql", "grants\n");
    situation.package.creating({});
    situation.applies_repeatable("grants", "grants\n");
    EXPECT_THAT(step_names(situation.plan()), Contains("R__grants.sql"));
}

TEST(PlanRepeatables, LeavesOutAnUnknownTextWhenNothingIsDropped) {
    Situation situation = with_undo("locks 1\n");
    situation.package.unchanged("R__grants.sql", "grants\n");
    situation.applies_repeatable("grants", "grants\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql"));
}

TEST(PlanRepeatables, TellsObjectsOfOtherSchemasApart) {
    Situation situation = with_unchanged_view("drop view archive.totals\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql"));
}

TEST(PlanRepeatables, TakesTheHistorysSchemaForObjectsWithoutOne) {
    Situation situation = with_unchanged_view("drop view public.totals\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql", "R__totals.sql"));
}

TEST(PlanRepeatables, RunsATriggerAgainWhoseTableIsDropped) {
    Situation situation = with_undo("drop table orders\ncreate table orders\n");
    situation.package.unchanged("R__audit.sql", "create trigger audit on orders\n");
    situation.package.creating({object("trigger audit on orders")});
    situation.applies_repeatable("audit", "create trigger audit on orders\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("U124__step.sql", "R__audit.sql"));
}

TEST(PlanRepeatables, RunsAnUnchangedTextAgainThatARestoredOneTakesAway) {
    Situation situation = at_the_target();
    situation.package.restore("R__a.sql", "drop view b\ncreate view a\n");
    situation.package.unchanged("R__b.sql", "create view b\n");
    situation.package.creating({object("view b")});
    situation.applies_repeatable("a", "newer\n").applies_repeatable("b", "create view b\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("R__a.sql", "R__b.sql"));
}

TEST(PlanRepeatables, FinishesARunThatStoppedBehindTheUndoScripts) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view totals\n");
    situation.package.creating({object("view totals")});
    situation.packs_undo("125", "drop view totals\n");
    situation.applies_repeatable("totals", "create view totals\n");
    situation.applies("125").database.deleted("125");
    EXPECT_THAT(
        step_reasons(situation.plan()),
        ElementsAre(
            "its text is unchanged, but U125__step.sql drops view totals, which this script "
            "creates"
        )
    );
}

TEST(PlanRepeatables, DoesNotRepeatWhatRanBehindTheUndoScripts) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__totals.sql", "create view totals\n");
    situation.package.creating({object("view totals")});
    situation.packs_undo("125", "drop view totals\ncascade\n");
    situation.applies("125").database.deleted("125");
    situation.applies_repeatable("totals", "create view totals\n");
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core

#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::messages_of;
using test::names_of;
using test::object;
using test::row_of;
using test::Situation;
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

std::vector<std::string> dropped(const Plan& plan) {
    std::vector<std::string> objects;
    for (const Step& step : plan.steps) {
        if (const auto* const retire = std::get_if<RetireStep>(&step)) {
            for (const DatabaseObject& object : retire->objects) {
                objects.push_back(describe(object));
            }
        }
    }
    return objects;
}

TEST(PlanRetire, DropsWhatOnlyTheCurrentReleaseCreates) {
    Situation situation = at_the_target();
    situation.package.retire("stock view")
        .creating({object("function stock"), object("view stock")});
    situation.applies_repeatable("stock view", "newer\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("retire stock view"));
    EXPECT_THAT(dropped(plan), ElementsAre("view stock", "function stock()"));
    EXPECT_THAT(
        step_reasons(plan),
        ElementsAre("it is applied (rank 3), but not in the target release v1.23")
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(PlanRetire, CopiesTheLatestRow) {
    Situation situation = at_the_target();
    situation.package.retire("stock view").creating({object("view stock")});
    situation.applies_repeatable("stock view", "older\n");
    situation.applies_repeatable("stock view", "newer\n");
    const HistoryRow expected{
        std::nullopt,
        "stock view",
        "DELETE",
        "R__stock view.sql",
        flyway_checksum("newer\n"),
        true,
        false,
    };
    EXPECT_EQ(row_of(situation.plan(), "retire stock view"), expected);
}

TEST(PlanRetire, GoesThroughDescriptionsBackwards) {
    Situation situation = at_the_target();
    situation.package.retire("a").creating({object("view a")});
    situation.package.retire("b").creating({object("view b")});
    situation.applies_repeatable("a", "1\n").applies_repeatable("b", "2\n");
    EXPECT_THAT(step_names(situation.plan()), ElementsAre("retire b", "retire a"));
}

TEST(PlanRetire, ComesBetweenUndoScriptsAndRepeatables) {
    Situation situation = with_undo("locks 1\n");
    situation.package.revive("R__a.sql", "create view a\n");
    situation.package.retire("z").creating({object("view z")});
    situation.applies_repeatable("z", "create view z\n");
    EXPECT_THAT(
        step_names(situation.plan()),
        ElementsAre("U124__step.sql", "retire z", "R__a.sql")
    );
}

TEST(PlanRetire, PassesOverWhatIsNotApplied) {
    Situation situation = at_the_target();
    situation.package.retire("stock view").creating({object("view stock")});
    EXPECT_THAT(step_names(situation.plan()), IsEmpty());
}

TEST(PlanRetire, LeavesObjectsThatTheTargetReleaseCreatesToo) {
    Situation situation = at_the_target();
    situation.package.retire("new name").creating({object("view totals"), object("view extra")});
    situation.package.revive("R__old_name.sql", "create view totals\n");
    situation.package.creating({object("view totals")});
    situation.applies_repeatable("new name", "create view totals\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("retire new name", "R__old_name.sql"));
    EXPECT_THAT(dropped(plan), ElementsAre("view extra"));
}

TEST(PlanRetire, LeavesObjectsThatAnUndoScriptDrops) {
    Situation situation = with_undo("drop view stock\n");
    situation.package.retire("stock view").creating({object("view stock")});
    situation.applies_repeatable("stock view", "create view stock\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U124__step.sql", "retire stock view"));
    EXPECT_THAT(dropped(plan), IsEmpty());
}

TEST(PlanRetire, DropsObjectsThatAnUndoScriptDropsAndCreates) {
    Situation situation = with_undo("drop view stock\ncreate view stock\n");
    situation.package.retire("stock view").creating({object("view stock")});
    situation.applies_repeatable("stock view", "create view stock\n");
    EXPECT_THAT(dropped(situation.plan()), ElementsAre("view stock"));
}

TEST(PlanRetire, RunsUnchangedRepeatablesAgainThatCannotBeTold) {
    Situation situation = at_the_target();
    situation.package.unchanged("R__grants.sql", "grants\n");
    situation.package.retire("stock view").creating({object("view stock")});
    situation.applies_repeatable("grants", "grants\n").applies_repeatable("stock view", "x\n");
    EXPECT_THAT(
        step_reasons(situation.plan()),
        Contains("its text is unchanged, but retire stock view drops objects, and it is not known "
                 "what this script creates")
    );
}

TEST(PlanRetire, OnlyMarksWhatItDoesNotKnowTheObjectsOf) {
    Situation situation = at_the_target();
    situation.package.retire("stock view");
    situation.applies_repeatable("stock view", "create view stock\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("retire stock view"));
    EXPECT_THAT(dropped(plan), IsEmpty());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("retired-objects-unknown"));
    EXPECT_FALSE(situation.findings.has_errors());
}

TEST(PlanRetire, OnlyMarksWhatIsInNeitherRelease) {
    Situation situation = at_the_target();
    situation.applies_repeatable("stranger", "create view stranger\n");
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("retire stranger"));
    EXPECT_THAT(step_reasons(plan), ElementsAre("it is applied (rank 3), but in neither release"));
    EXPECT_THAT(dropped(plan), IsEmpty());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("repeatable-unknown"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("the repeatable \"stranger\" is applied (rank 3), but is in neither release")
    );
}

}  // namespace
}  // namespace rollpack::core

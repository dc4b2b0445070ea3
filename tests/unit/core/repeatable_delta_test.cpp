#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RepeatableDelta : public test::SelectScripts {
protected:
    Repeatable only_repeatable() {
        const std::vector<Repeatable> repeatables = select().repeatables;
        EXPECT_EQ(repeatables.size(), 1U);
        return repeatables.at(0);
    }

    static DatabaseObject view(const std::string& name) {
        return {ObjectKind::view, std::nullopt, name, {}, std::nullopt};
    }
};

TEST_F(RepeatableDelta, RestoresTheTargetsTextWhereItDiffers) {
    in_main("sql/R__totals.sql", "VIEW totals_new");
    in_target("sql/R__totals.sql", "VIEW totals");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::restore);
    EXPECT_EQ(repeatable.description, "totals");
    EXPECT_EQ(repeatable.script->text, "VIEW totals");
    EXPECT_EQ(repeatable.script->origin.commit, request.target.commit);
    EXPECT_EQ(repeatable.current_checksum, flyway_checksum("VIEW totals_new"));
    EXPECT_EQ(repeatable.target_checksum, flyway_checksum("VIEW totals"));
    EXPECT_THAT(*repeatable.objects, ElementsAre(view("totals")));
}

TEST_F(RepeatableDelta, NotesTheTextsThatAreReplaced) {
    in_main("sql/views/R__totals.sql", "VIEW totals_new");
    in_target("sql/R__totals.sql", "VIEW totals");
    in_main("sql/R__010_both.sql", "VIEW a");
    in_target("sql/R__010_both.sql", "VIEW b");
    in_both("sql/R__same.sql", "VIEW same");
    in_main("sql/R__retired.sql", "VIEW retired");
    in_target("sql/R__revived.sql", "VIEW revived");

    select();

    EXPECT_THAT(
        notes.replaced,
        ElementsAre(
            ReplacedText{"010 both", "R__010_both.sql", "VIEW a"},
            ReplacedText{"totals", "views/R__totals.sql", "VIEW totals_new"}
        )
    );
}

TEST_F(RepeatableDelta, RestoresATextThatDiffersInLineEndsOnly) {
    in_main("sql/R__totals.sql", "VIEW totals\r\n");
    in_target("sql/R__totals.sql", "VIEW totals\n");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::restore);
    EXPECT_EQ(repeatable.current_checksum, repeatable.target_checksum);
}

TEST_F(RepeatableDelta, LeavesAnEqualTextUnchangedEvenInAnotherFolder) {
    in_main("sql/views/R__totals.sql", "VIEW totals");
    in_target("sql/R__totals.sql", "VIEW totals");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::unchanged);
    EXPECT_EQ(repeatable.script->path, "R__totals.sql");
    EXPECT_EQ(repeatable.current_checksum, repeatable.target_checksum);
    EXPECT_THAT(*repeatable.objects, ElementsAre(view("totals")));
}

TEST_F(RepeatableDelta, RetiresWhatIsOnlyInTheCurrentRelease) {
    in_main("sql/R__totals.sql", "VIEW totals\nTABLE kept\n");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::retire);
    EXPECT_FALSE(repeatable.script);
    EXPECT_EQ(repeatable.current_checksum, flyway_checksum("VIEW totals\nTABLE kept\n"));
    EXPECT_FALSE(repeatable.target_checksum);
    EXPECT_THAT(*repeatable.objects, ElementsAre(view("totals")));
}

TEST_F(RepeatableDelta, RevivesWhatIsOnlyInTheTargetRelease) {
    in_target("sql/R__totals.sql", "VIEW totals");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::revive);
    EXPECT_EQ(repeatable.script->text, "VIEW totals");
    EXPECT_FALSE(repeatable.current_checksum);
}

TEST_F(RepeatableDelta, OrdersByDescriptionAsFlywayDoes) {
    in_target("sql/a/R__view_a.sql");
    in_main("sql/b/R__B_view.sql");
    in_both("sql/R__aa.sql");

    std::vector<std::string> descriptions;
    for (const Repeatable& repeatable : select().repeatables) {
        descriptions.push_back(repeatable.description);
    }
    EXPECT_THAT(descriptions, ElementsAre("B view", "aa", "view a"));
}

TEST_F(RepeatableDelta, DoesNotKnowTheObjectsOfAScriptThatHidesThem) {
    in_main("sql/R__totals.sql", "VIEW totals\nDO something\n");

    EXPECT_FALSE(only_repeatable().objects);
}

TEST_F(RepeatableDelta, DoesNotKnowTheObjectsOfABrokenScript) {
    in_main("sql/R__totals.sql", "VIEW totals\nBROKEN\n");

    EXPECT_FALSE(only_repeatable().objects);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RepeatableDelta, KnowsObjectsWhoseNameIsAPlaceholderWithAValue) {
    request.configuration.placeholders["name"] = "totals";
    in_main("sql/R__totals.sql", "VIEW ${NAME}");

    EXPECT_THAT(*only_repeatable().objects, ElementsAre(view("totals")));
}

TEST_F(RepeatableDelta, DoesNotKnowTheObjectsWhereAPlaceholderHasNoValueYet) {
    request.configuration.placeholders["name"] = std::nullopt;
    in_main("sql/R__totals.sql", "VIEW ${name}");

    EXPECT_FALSE(only_repeatable().objects);
}

TEST_F(RepeatableDelta, TakesPlaceholdersAsTheyAreWhereReplacementIsOff) {
    in_main("sql/R__totals.sql", "VIEW a${name}");
    request.configuration.placeholder_replacement = false;

    EXPECT_THAT(*only_repeatable().objects, ElementsAre(view("a${name}")));
}

TEST_F(RepeatableDelta, LeavesOutATargetsScriptThatIsNotSql) {
    in_target("sql/R__totals.py", "print()");

    EXPECT_THAT(select().repeatables, IsEmpty());
    EXPECT_THAT(found(), ElementsAre("script-language-unsupported sql/R__totals.py"));
}

TEST_F(RepeatableDelta, RetiresAScriptThatIsNotSqlWithoutKnowingItsObjects) {
    in_main("sql/R__totals.py", "VIEW totals");

    const Repeatable repeatable = only_repeatable();

    EXPECT_EQ(repeatable.action, RepeatableAction::retire);
    EXPECT_FALSE(repeatable.objects);
}

}  // namespace
}  // namespace rollpack::core

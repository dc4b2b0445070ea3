#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::paths;
using testing::ElementsAre;
using testing::IsEmpty;

class VersionScripts : public test::SelectScripts {};

TEST_F(VersionScripts, AreFoundIfTheyChangedAtOrBelowTheTarget) {
    in_main("sql/V1__a.sql", "SELECT 11");
    in_main("sql/V2__b.sql", "SELECT 12");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre("versioned-changed sql/V1__a.sql", "versioned-changed sql/V2__b.sql")
    );
}

TEST_F(VersionScripts, MayHaveOtherLineEnds) {
    in_main("sql/V1__a.sql", "SELECT 1\r\n");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(VersionScripts, MayMoveToAnotherFolder) {
    source.remove("main", "sql/V1__a.sql");
    in_main("sql/old/V001__renamed.sql");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(VersionScripts, MayChangeAboveTheTarget) {
    findings = Findings{{FindingCode::target_not_highest}};
    in_target("sql/V3__x.sql", "SELECT 3");
    in_main("sql/V3__x.sql", "SELECT 33");
    in_main("sql/U3__x.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("target-not-highest v2"));
}

TEST_F(VersionScripts, AreFoundIfTheTargetsTextIsNotUtf8) {
    in_target("sql/V1__a.sql", "SELECT '\xE9'");

    select();

    EXPECT_THAT(found(), ElementsAre("not-utf8 sql/V1__a.sql", "versioned-changed sql/V1__a.sql"));
}

TEST_F(VersionScripts, AreFoundIfTheyVanished) {
    source.remove("main", "sql/V1__a.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("versioned-vanished sql/V1__a.sql"));
}

TEST_F(VersionScripts, AreFoundIfTheyWereInsertedBelowTheTarget) {
    in_main("sql/V1_5__late.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("versioned-inserted sql/V1_5__late.sql"));
}

TEST_F(VersionScripts, AreNotUndoneByAnEmptyScript) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql", "-- nothing\n\n");

    select();

    EXPECT_THAT(found(), ElementsAre("undo-empty sql/U3__x.sql"));
}

TEST_F(VersionScripts, MayBeUndoneByOnePlaceholder) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql", "${everything}");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(VersionScripts, AreNotUndoneByAScriptInAnotherLanguage) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sh");

    const Selection selection = select();

    EXPECT_THAT(found(), ElementsAre("script-language-unsupported sql/U3__x.sh"));
    EXPECT_THAT(selection.undo, IsEmpty());
}

TEST_F(VersionScripts, MayHaveUndoInAnotherLanguageBelowTheTarget) {
    in_main("sql/U2__b.sh");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(VersionScripts, MayThemselvesBeInAnotherLanguage) {
    in_main("sql/V3__x.sh", "echo\n");
    in_main("sql/U3__x.sql");

    const Selection selection = select();

    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(paths(selection.undo), ElementsAre("U3__x.sql"));
    EXPECT_EQ(selection.undo.at(0).undoes_checksum, flyway_checksum("echo"));
}

TEST_F(VersionScripts, HaveTheEffectsOfEachUndoScriptNotedInTheirOrder) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql", "-- comment\nDELETE orders\nDELETE lines\nDELETE orders\n");
    in_main("sql/V4__x.sql");
    in_main("sql/U4__x.sql");

    select();

    EXPECT_THAT(
        notes.undo_effects,
        ElementsAre(
            ScriptEffects{std::vector<DataEffect>{}},
            ScriptEffects{
                {{DataAction::deletes_rows, "orders", 2}, {DataAction::deletes_rows, "lines", 3}}}
        )
    );
}

TEST_F(VersionScripts, HaveEffectsThatAPlaceholderWithoutAValueHides) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql", "DELETE ${table}\n");

    select();

    EXPECT_THAT(notes.undo_effects, ElementsAre(std::nullopt));
}

TEST_F(VersionScripts, HaveEffectsOnWhatAPlaceholderNames) {
    request.configuration.placeholders["table"] = "orders";
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql", "DELETE ${table}\n");

    select();

    EXPECT_THAT(
        notes.undo_effects,
        ElementsAre(ScriptEffects{{{DataAction::deletes_rows, "orders", 1}}})
    );
}

TEST_F(VersionScripts, AreNotedWithRepeatablesWhenTheyDoNotFitIntoATransaction) {
    in_main("sql/V3__x.sql", "COMMIT\n");
    in_main("sql/U3__x.sql", "SELECT 1\nCOMMIT\n");
    in_main("sql/V4__x.sql");
    in_main("sql/U4__x.sql");
    in_both("sql/R__tidy.sql", "VACUUM\n");

    select();

    EXPECT_THAT(notes.not_transactional, ElementsAre("U3__x.sql", "R__tidy.sql"));
}

TEST_F(VersionScripts, HaveNoEffectsNotedWhereTheyAreNotPacked) {
    in_main("sql/U2__b.sql", "DELETE orders\n");

    select();

    EXPECT_THAT(notes.undo_effects, IsEmpty());
}

}  // namespace
}  // namespace rollpack::core

#include "rollpack/core/selection.hpp"

#include "support/error_of.hpp"
#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::paths;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SelectScripts : public test::SelectScripts {};

TEST_F(SelectScripts, FindsNothingToUndoWhereTheReleasesAreEqual) {
    const Selection selection = select();

    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(selection.undo, IsEmpty());
    EXPECT_THAT(selection.repeatables, IsEmpty());
    EXPECT_EQ(selection.release_version, parse_version("2"));
}

TEST_F(SelectScripts, TellsWhatItWasAskedFor) {
    const Selection selection = select();

    EXPECT_EQ(selection.target_version, parse_version("2"));
    EXPECT_EQ(selection.target, request.target);
    EXPECT_EQ(selection.release, request.release);
    EXPECT_EQ(selection.locations, request.locations);
    EXPECT_EQ(selection.encoding, "UTF-8");
    EXPECT_EQ(selection.history, HistoryLocation{});
    EXPECT_EQ(selection.naming, Naming{});
    EXPECT_EQ(package_name(selection), "Rollback-V2");
}

TEST_F(SelectScripts, TakesNamingHistoryAndPlaceholdersFromTheConfiguration) {
    request.configuration.undo_prefix = "undo";
    request.configuration.schemas = {"app", "other"};
    request.configuration.table = "history";
    request.configuration.placeholders["owner"] = "shop";

    const Selection selection = select();

    EXPECT_EQ(selection.naming.undo_prefix, "undo");
    EXPECT_EQ(selection.history, (HistoryLocation{"app", "history"}));
    EXPECT_EQ(selection.placeholders.values.at("owner"), "shop");
}

TEST_F(SelectScripts, PrefersTheDefaultSchemaToTheFirstSchema) {
    request.configuration.schemas = {"app"};
    request.configuration.default_schema = "flyway";

    EXPECT_EQ(select().history.schema, "flyway");
}

TEST_F(SelectScripts, TakesEmptySettingsOfTheHistoryForAbsent) {
    request.configuration.schemas = std::vector<std::string>{};
    request.configuration.default_schema = "";
    request.configuration.table = "";

    EXPECT_EQ(select().history, HistoryLocation{});
}

TEST_F(SelectScripts, RefusesAnotherEncoding) {
    request.configuration.encoding = "ISO-8859-1";

    const Error error = test::error_of([&] { select(); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), HasSubstr("ISO-8859-1"));
}

TEST_F(SelectScripts, RefusesAProjectWithoutTransactions) {
    request.configuration.execute_in_transaction = false;

    const Error error = test::error_of([&] { select(); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), HasSubstr("executeInTransaction"));
}

TEST_F(SelectScripts, TakesOtherNamesOfUtf8) {
    request.configuration.encoding = "utf8";

    EXPECT_EQ(select().encoding, "utf8");
}

TEST_F(SelectScripts, UndoesTheVersionsAboveTheTargetNewestFirst) {
    for (const std::string version : {"3", "10", "3.1"}) {
        in_main("sql/V" + version + "__x.sql", "SELECT " + version);
        in_main("sql/undo/U" + version + "__x.sql");
    }

    const Selection selection = select();

    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(
        paths(selection.undo),
        ElementsAre("undo/U10__x.sql", "undo/U3.1__x.sql", "undo/U3__x.sql")
    );
    EXPECT_EQ(selection.undo.front().undoes_checksum, flyway_checksum("SELECT 10"));
    EXPECT_EQ(selection.release_version, parse_version("10"));
}

TEST_F(SelectScripts, DescribesAScriptCompletely) {
    in_main("sql/V3__x.sql");
    in_main("sql/undo/U3__x.sql", "DROP TABLE x\r\n");

    const Script script = select().undo.at(0).script;

    EXPECT_EQ(script.name.kind, ScriptKind::undo);
    EXPECT_EQ(script.path, "undo/U3__x.sql");
    EXPECT_EQ(script.text, "DROP TABLE x\r\n");
    EXPECT_EQ(script.sha256, sha256(script.text));
    EXPECT_EQ(script.checksum, flyway_checksum("DROP TABLE x"));
    EXPECT_EQ(script.origin.path, "sql/undo/U3__x.sql");
    EXPECT_EQ(script.origin.commit, request.release.commit);
}

TEST_F(SelectScripts, LeavesOutUndoScriptsAtAndBelowTheTarget) {
    in_main("sql/U1__a.sql");
    in_main("sql/U2_0__b.sql");
    in_target("sql/U2__b.sql");

    EXPECT_THAT(select().undo, IsEmpty());
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(SelectScripts, PairsEqualVersionsThatAreWrittenDifferently) {
    in_main("sql/V3.0__x.sql", "SELECT 3");
    in_main("sql/U003__x.sql");

    const Selection selection = select();

    EXPECT_THAT(found(), IsEmpty());
    EXPECT_EQ(selection.undo.at(0).undoes_checksum, flyway_checksum("SELECT 3"));
}

TEST_F(SelectScripts, PacksAllVersionedScriptsOfTheCurrentReleaseOldestFirst) {
    in_main("sql/V10__x.sql");
    in_main("sql/U10__x.sql");
    in_main("sql/sub/V1.5__x.sql");

    EXPECT_THAT(
        paths(select().versioned),
        ElementsAre("V1__a.sql", "sub/V1.5__x.sql", "V2__b.sql", "V10__x.sql")
    );
}

TEST_F(SelectScripts, ReadsOnlyWhatIsPackedOrCompared) {
    in_main("sql/V3__x.sql");
    in_main("sql/U3__x.sql");
    in_main("sql/U1__a.sql");
    in_main("sql/README.md");
    in_main("sql/V2__b.sql", "SELECT 1\r\n");
    in_both("sql/R__same.sql");
    in_main("sql/R__other.sql", "VIEW a");
    in_target("sql/R__other.sql", "VIEW b");
    in_target("sql/afterMigrate.sql");
    in_target("sql/U2__b.sql");

    select();

    EXPECT_THAT(
        source.reads(),
        UnorderedElementsAre(
            "main:sql/V1__a.sql",
            "main:sql/V2__b.sql",
            "v2:sql/V2__b.sql",
            "main:sql/V3__x.sql",
            "main:sql/U3__x.sql",
            "v2:sql/R__same.sql",
            "main:sql/R__other.sql",
            "v2:sql/R__other.sql"
        )
    );
}

TEST_F(SelectScripts, TakesTheCurrentReleasesSqlCallbacksByPath) {
    in_main("sql/hooks/afterUndo.sql");
    in_main("sql/beforeUndo__x.sql");
    in_main("sql/beforeUndo__script.sh");
    in_target("sql/beforeEachUndo.sql");

    const Selection selection = select();

    EXPECT_THAT(
        paths(selection.callbacks),
        ElementsAre("beforeUndo__x.sql", "hooks/afterUndo.sql")
    );
    EXPECT_EQ(selection.callbacks.front().name.event, "beforeUndo");
}

TEST_F(SelectScripts, ReportsACallbackThatIsNotSql) {
    in_main("sql/beforeUndo__script.sh");
    in_main("sql/afterClean__script.sh");

    static_cast<void>(select());

    EXPECT_THAT(
        found(),
        ElementsAre(testing::AllOf(HasSubstr("callback-not-run"), HasSubstr("beforeUndo")))
    );
}

TEST_F(SelectScripts, ReportsFaultsInTheSqlOfCallbacksThatMayRun) {
    in_main("sql/beforeUndo.sql", "OPEN\n");
    in_main("sql/afterClean.sql", "OPEN\n");

    static_cast<void>(select());

    EXPECT_THAT(
        found(),
        ElementsAre(testing::AllOf(HasSubstr("sql-incomplete"), HasSubstr("beforeUndo")))
    );
}

TEST_F(SelectScripts, NamesThePlaceholdersOfCallbacksThatMayRun) {
    in_main("sql/beforeUndo.sql", "SELECT '${team}'");
    in_main("sql/afterClean.sql", "SELECT '${other}'");

    EXPECT_THAT(select().placeholder_names_used, ElementsAre("team"));
}

TEST_F(SelectScripts, TakesCallbacksFromTheirOwnLocationsOnlyWhereThereAreSuch) {
    request.configuration.callback_locations = {"filesystem:callbacks", "filesystem:missing"};
    in_main("sql/beforeUndo.sql");
    in_main("callbacks/afterUndo.sql");
    in_main("callbacks/V9__not_a_script_here.sql");

    const Selection selection = select();

    EXPECT_THAT(paths(selection.callbacks), ElementsAre("afterUndo.sql"));
    EXPECT_THAT(paths(selection.versioned), ElementsAre("V1__a.sql", "V2__b.sql"));
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(SelectScripts, GathersEveryLocation) {
    request.locations = {"more", "sql"};
    in_main("more/V3__x.sql");
    in_main("more/U3__x.sql");
    in_target("more/R__view.sql");

    const Selection selection = select();

    EXPECT_THAT(paths(selection.versioned), ElementsAre("V1__a.sql", "V2__b.sql", "V3__x.sql"));
    EXPECT_EQ(selection.undo.at(0).script.origin.path, "more/U3__x.sql");
    EXPECT_EQ(selection.repeatables.at(0).script->path, "R__view.sql");
}

TEST_F(SelectScripts, NamesThePlaceholdersOfUndoAndRepeatableScripts) {
    in_main("sql/V3__x.sql", "SELECT '${versioned}'");
    in_main("sql/U3__x.sql", "DROP ${Table} ${flyway:user}");
    in_target("sql/R__x.sql", "VIEW ${view}");

    EXPECT_THAT(select().placeholder_names_used, ElementsAre("flyway:user", "table", "view"));
}

TEST_F(SelectScripts, RecordsItsWarnings) {
    findings = Findings{{FindingCode::undo_missing}};
    in_main("sql/V3__x.sql");
    in_main("sql/seed.sql");

    const Selection selection = select();

    ASSERT_EQ(selection.accepted.size(), 2U);
    EXPECT_EQ(selection.accepted[0].code, FindingCode::undo_missing);
    EXPECT_EQ(selection.accepted[1].code, FindingCode::name_rejected);
}

TEST_F(SelectScripts, DoesNotRecordErrorsAsAccepted) {
    in_main("sql/V3__x.sql");

    EXPECT_THAT(select().accepted, IsEmpty());
    EXPECT_TRUE(findings.has_errors());
}

TEST(RepeatableAction, IsWrittenAndReadBack) {
    EXPECT_EQ(to_string(RepeatableAction::restore), "restore");
    EXPECT_EQ(to_string(RepeatableAction::unchanged), "unchanged");
    EXPECT_EQ(to_string(RepeatableAction::retire), "retire");
    EXPECT_EQ(to_string(RepeatableAction::revive), "revive");
    EXPECT_EQ(parse_repeatable_action("restore"), RepeatableAction::restore);
    EXPECT_EQ(parse_repeatable_action("unchanged"), RepeatableAction::unchanged);
    EXPECT_EQ(parse_repeatable_action("retire"), RepeatableAction::retire);
    EXPECT_EQ(parse_repeatable_action("revive"), RepeatableAction::revive);
    EXPECT_FALSE(parse_repeatable_action("Restore"));
}

}  // namespace
}  // namespace rollpack::core

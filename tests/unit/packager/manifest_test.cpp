#include "rollpack/packager/manifest.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/selection_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

using core::ErrorCode;
using testing::HasSubstr;

core::Selection selection() {
    return test::SelectionBuilder("123")
        .versioned("V123__base.sql", "create table base (id int);\n")
        .undo("U124__first.sql", "drop table first;\n")
        .undo("U125__second.sql", "drop table second;\n")
        .script_config("U125__second.sql.conf", "executeInTransaction=false\n")
        .restore("R__010_functions.sql", "select 1;\n")
        .creating({{core::ObjectKind::function, "app", "f", {"int"}, std::nullopt}})
        .unchanged("R__020_same.sql", "select 2;\n")
        .revive("R__030_back.sql", "select 3;\n")
        .retire("040 gone")
        .callback("beforeUndo.sql", "select 4;\n")
        .accepted(core::FindingCode::name_suspicious, "sql/v1__x.sql")
        .build();
}

std::string replaced(std::string text, std::string_view old_text, std::string_view new_text) {
    const std::size_t position = text.find(old_text);
    if (position == std::string::npos) {
        throw std::invalid_argument("not in the manifest: " + std::string{old_text});
    }
    return text.replace(position, old_text.size(), new_text);
}

struct JsonCase {
    const char* name;
    std::string_view old_text;
    std::string_view new_text;
    std::string_view fault;
};

class ParseManifestRefuses : public testing::TestWithParam<JsonCase> {};

TEST_P(ParseManifestRefuses, AChangedMember) {
    const std::string json =
        replaced(to_json(describe(selection(), {})), GetParam().old_text, GetParam().new_text);

    const core::Error error = test::error_of([&] { return parse_manifest(json); });

    EXPECT_EQ(error.code(), ErrorCode::package_invalid);
    EXPECT_EQ(error.message(), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    ParseManifestRefuses,
    testing::Values(
        JsonCase{
            "another_format",
            R"("format": 1)",
            R"("format": 2)",
            "$.format: expected 1, the only format that this rollpack reads"},
        JsonCase{
            "an_unknown_member",
            R"("format": 1,)",
            R"("format": 1, "x": 1,)",
            "$.x: is not known"},
        JsonCase{"a_missing_member", R"(  "rehearsal": null,)", "", "$.rehearsal: is missing"},
        JsonCase{
            "a_rehearsal",
            R"("rehearsal": null)",
            R"("rehearsal": {})",
            "$.rehearsal.result: is missing"},
        JsonCase{
            "a_time_in_another_form",
            "2025-12-11T05:48:20Z",
            "2025-12-11 05:48:20",
            "$.target.committed_at: expected a time like 2026-01-31T23:59:59Z"},
        JsonCase{
            "a_short_commit",
            R"("commit": ")",
            R"("commit": "x)",
            "$.target.commit: expected 40 lower-case hexadecimal digits"},
        JsonCase{
            "a_version_in_another_spelling",
            R"("version": "123")",
            R"("version": "123_0")",
            "$.target.version: expected a version as Flyway stores it"},
        JsonCase{
            "a_negative_size",
            R"("size_bytes": 10)",
            R"("size_bytes": -10)",
            "$.files[0].size_bytes: expected a whole number from 0 to 9223372036854775807"},
        JsonCase{
            "a_checksum_over_32_bits",
            R"("current_checksum": null)",
            R"("current_checksum": 2147483648)",
            "$.repeatables[2].current_checksum: expected a whole number from -2147483648 to "
            "2147483647"},
        JsonCase{
            "an_unknown_role",
            R"("role": "undo")",
            R"("role": "redo")",
            "$.files[3].role: expected the role of a file"},
        JsonCase{
            "an_unknown_action",
            R"("action": "restore")",
            R"("action": "drop")",
            "$.repeatables[0].action: expected an action"},
        JsonCase{
            "an_unknown_kind_of_object",
            R"("kind": "function")",
            R"("kind": "wonder")",
            "$.repeatables[0].objects[0].kind: expected the kind of a database object"},
        JsonCase{
            "a_finding_that_is_an_error",
            R"("severity": "warning")",
            R"("severity": "error")",
            "$.findings[0].severity: expected \"warning\""}
    ),
    [](const auto& test) { return test.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Rules,
    ParseManifestRefuses,
    testing::Values(
        JsonCase{
            "another_package_name",
            R"("package": "Rollback-V123")",
            R"("package": "Rollback-V122")",
            "$.package: is not the name that follows from the target version"},
        JsonCase{
            "an_undo_list_that_lacks_one",
            "    \"sql/U125__second.sql\",\n    \"sql/U124__first.sql\"",
            "    \"sql/U125__second.sql\"",
            "$.undo: does not list every file of role undo"},
        JsonCase{
            "an_undo_list_in_another_order",
            "    \"sql/U125__second.sql\",\n    \"sql/U124__first.sql\"",
            "    \"sql/U124__first.sql\",\n    \"sql/U125__second.sql\"",
            "$.undo: 'sql/U125__second.sql' is not in the order newest first"},
        JsonCase{
            "an_undo_script_twice",
            "    \"sql/U125__second.sql\",\n    \"sql/U124__first.sql\"",
            "    \"sql/U125__second.sql\",\n    \"sql/U125__second.sql\"",
            "$.undo: 'sql/U125__second.sql' is not in the order newest first"},
        JsonCase{
            "a_versioned_script_as_undo",
            "    \"sql/U125__second.sql\",\n    \"sql/U124__first.sql\"",
            "    \"sql/V125__second.sql\",\n    \"sql/U124__first.sql\"",
            "$.undo: 'sql/V125__second.sql' is no file of role undo"},
        JsonCase{
            "a_role_that_the_name_denies",
            R"("role": "versioned")",
            R"("role": "repeatable")",
            "$.files: 'sql/V123__base.sql' is not named as a file of role repeatable"},
        JsonCase{
            "a_version_that_the_name_denies",
            R"("version": "124",
      "description": "first",)",
            R"("version": "126",
      "description": "first",)",
            "$.files: 'sql/U124__first.sql' does not have the version of its name"},
        JsonCase{
            "a_description_that_the_name_denies",
            R"("description": "first")",
            R"("description": "last")",
            "$.files: 'sql/U124__first.sql' does not have the description of its name"},
        JsonCase{
            "a_path_outside_sql",
            R"("path": "sql/R__010_functions.sql",
      "role")",
            R"("path": "R__010_functions.sql",
      "role")",
            "$.files: 'R__010_functions.sql' is not below sql/"},
        JsonCase{
            "a_path_that_leaves_the_folder",
            R"("path": "sql/R__010_functions.sql",
      "role")",
            R"("path": "sql/../R__010_functions.sql",
      "role")",
            "$.files: 'sql/../R__010_functions.sql' has an empty part, '.' or '..'"},
        JsonCase{
            "a_path_out_of_order",
            R"("path": "sql/R__010_functions.sql",
      "role")",
            R"("path": "sql/z/R__010_functions.sql",
      "role")",
            "$.files: 'sql/R__020_same.sql' is not in the order of the paths, or there twice"},
        JsonCase{
            "a_repeatable_of_another_file",
            R"("path": "sql/R__010_functions.sql",
      "current_checksum")",
            R"("path": "sql/R__020_same.sql",
      "current_checksum")",
            "$.repeatables: '010 functions' does not agree with its file"},
        JsonCase{
            "a_retired_repeatable_that_is_restored",
            R"("action": "retire")",
            R"("action": "restore")",
            "$.repeatables: '040 gone' does not have the members of the action restore"},
        JsonCase{
            "a_restored_repeatable_that_is_unchanged",
            R"("action": "restore")",
            R"("action": "unchanged")",
            "$.repeatables: '010 functions' does not have the members of the action unchanged"},
        JsonCase{
            "settings_of_no_script",
            R"("path": "sql/U125__second.sql.conf")",
            R"("path": "sql/U125__second.sqlx.conf")",
            "$.files: 'sql/U125__second.sqlx.conf' belongs to no script"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(ParseManifest, RefusesAFileThatDiffersFromAnotherOnlyInCase) {
    std::string json = to_json(describe(
        test::SelectionBuilder("1")
            .callback("a/beforeUndo.sql", "")
            .callback("b/beforeUndo.sql", "")
            .build(),
        {}
    ));
    json = replaced(json, R"("path": "sql/a/before)", R"("path": "sql/B/before)");

    const core::Error error = test::error_of([&] { return parse_manifest(json); });

    EXPECT_EQ(
        error.message(),
        "$.files: 'sql/b/beforeUndo.sql' differs from another path only in case or in its Unicode "
        "form"
    );
}

TEST(ParseManifest, RefusesAFileThatDiffersFromAnotherInTheCaseOfALetterBeyondAscii) {
    std::string json = to_json(describe(
        test::SelectionBuilder("1")
            .callback("a/beforeUndo.sql", "")
            .callback("b/beforeUndo.sql", "")
            .build(),
        {}
    ));
    json = replaced(json, R"("path": "sql/a/before)", "\"path\": \"sql/\xC3\x89/before");
    json = replaced(json, R"("path": "sql/b/before)", "\"path\": \"sql/\xC3\xA9/before");

    const core::Error error = test::error_of([&] { return parse_manifest(json); });

    EXPECT_THAT(error.message(), HasSubstr("differs from another path only in case"));
}

TEST(ParseManifest, RefusesAReleaseBelowItsScripts) {
    const std::string json = to_json(describe(selection(), {}));
    Manifest manifest = parse_manifest(json);
    manifest.release.version = manifest.target.version;

    const core::Error error = test::error_of([&] { return parse_manifest(to_json(manifest)); });

    EXPECT_EQ(
        error.message(),
        "$.release.version: is not the highest version of the files of role versioned"
    );
}

TEST(ParseManifest, RefusesAnUndoScriptThatWasMadeForAnotherVersionedScript) {
    Manifest manifest = describe(selection(), {});
    const auto undo = std::ranges::find(manifest.files, "sql/U124__first.sql", &ManifestFile::path);
    undo->undoes_checksum->value ^= 1;

    const core::Error error = test::error_of([&] { return parse_manifest(to_json(manifest)); });

    EXPECT_EQ(error.message(), "$.undo: 'sql/U124__first.sql' was made for another V script");
}

TEST(ParseManifest, RefusesAnUndoScriptOfTheTargetVersion) {
    core::Selection below = selection();
    below.target_version = core::parse_version("124").value();

    const core::Error error = test::error_of([&] { return describe(below, {}); });

    EXPECT_THAT(
        error.message(),
        HasSubstr("'sql/U124__first.sql' is not above the target version")
    );
}

TEST(ParseManifest, IsTheInverseOfToJson) {
    const Manifest manifest = describe(selection(), {});

    EXPECT_EQ(parse_manifest(to_json(manifest)), manifest);
}

TEST(Describe, ListsUndoScriptsNewestFirstAndFilesByPath) {
    const Manifest manifest = describe(selection(), {});

    EXPECT_THAT(manifest.undo, testing::ElementsAre("sql/U125__second.sql", "sql/U124__first.sql"));
    EXPECT_TRUE(std::ranges::is_sorted(manifest.files, {}, &ManifestFile::path));
    EXPECT_EQ(manifest.files.size(), 10U);
}

TEST(Describe, TellsWhichScriptRunsOutsideATransaction) {
    const Manifest manifest = describe(selection(), {});
    std::vector<std::string> outside;
    for (const ManifestFile& file : manifest.files) {
        if (!file.in_transaction) {
            outside.push_back(file.path);
        }
    }

    EXPECT_THAT(outside, testing::ElementsAre("sql/U125__second.sql"));
}

TEST(Describe, ChangesTheContentDigestWithTheRunbookThoughNoScriptChanged) {
    core::Selection changed = selection();
    changed.release.ref = "another name";

    EXPECT_NE(describe(changed, {}).content_sha256, describe(selection(), {}).content_sha256);
}

TEST(Describe, ChangesTheContentDigestWithTheNotesThoughTheSelectionIsTheSame) {
    const Manifest plain = describe(selection(), {});

    EXPECT_NE(describe(selection(), {{}, "-a\n+b\n"}).content_sha256, plain.content_sha256);
    EXPECT_NE(
        describe(selection(), {{core::ScriptEffects{std::vector<core::DataEffect>{}}}, ""})
            .content_sha256,
        plain.content_sha256
    );
}

TEST(Describe, RefusesTwoScriptsOfOnePathAndNamesBoth) {
    core::Selection twice = test::SelectionBuilder("1")
                                .callback("beforeUndo.sql", "select 1;")
                                .callback("beforeUndo.sql", "select 2;")
                                .build();
    twice.callbacks[0].origin.path = "one/beforeUndo.sql";
    twice.callbacks[1].origin.path = "two/beforeUndo.sql";

    const core::Error error = test::error_of([&] { return describe(twice, {}); });

    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("one/beforeUndo.sql"));
    EXPECT_THAT(error.message(), HasSubstr("two/beforeUndo.sql"));
}

TEST(Describe, RefusesPathsThatAreOneFileWithoutRegardToUnicodeForms) {
    const core::Selection twice = test::SelectionBuilder("1")
                                      .restore("R__caf\xC3\xA9.sql", "select 1;")
                                      .restore("R__cafe\xCC\x81.sql", "select 2;")
                                      .build();

    const core::Error error = test::error_of([&] { return describe(twice, {}); });

    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
}

TEST(Describe, RefusesAPathThatNotEverySystemCanStore) {
    const core::Selection odd =
        test::SelectionBuilder("1").restore("a\\b/R__x.sql", "select 1;").build();

    const core::Error error = test::error_of([&] { return describe(odd, {}); });

    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_EQ(error.message(), "the path of 'sql/a\\b/R__x.sql' holds a back slash");
}

TEST(Describe, RefusesASelectionThatOpenPackageWouldRefuse) {
    core::Selection unsound = selection();
    std::ranges::reverse(unsound.undo);

    const core::Error error = test::error_of([&] { return describe(unsound, {}); });

    EXPECT_EQ(error.code(), ErrorCode::internal);
}

TEST(FileRole, IsReadAsItIsWritten) {
    using enum FileRole;
    for (const FileRole role : {undo, versioned, repeatable, callback, script_config}) {
        EXPECT_EQ(parse_file_role(to_string(role)), role);
    }
    EXPECT_EQ(parse_file_role("other"), std::nullopt);
}

}  // namespace
}  // namespace rollpack::packager

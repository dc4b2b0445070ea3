#include "integration/packager/package_kit.hpp"
#include "rollpack/packager/manifest.hpp"
#include "rollpack/packager/package_reader.hpp"
#include "support/command.hpp"
#include "support/golden.hpp"

#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

namespace fs = std::filesystem;

struct GoldenCase {
    const char* name;
    core::Selection (*make)();
};

class GoldenPackage : public testing::TestWithParam<GoldenCase> {
protected:
    static std::string golden(const std::string& suffix) {
        return "package/" + std::string{GetParam().name} + suffix;
    }
};

/// As a build makes them, but for the differences.
PackageNotes notes_of(const core::Selection& selection) {
    return {test::effects_of(selection), "A sentence.\n\n--- current/sql/a\n+++ target/sql/a\n"};
}

TEST_P(GoldenPackage, HasTheRecordedManifest) {
    const core::Selection selection = GetParam().make();

    EXPECT_THAT(
        to_json(describe(selection, notes_of(selection))),
        test::matches_golden(golden(".manifest.json"))
    );
}

TEST_P(GoldenPackage, HasAManifestThatItsSchemaAllows) {
    constexpr const char* validate =
        "import json, sys, jsonschema\n"
        "schema = json.load(open(sys.argv[1]))\n"
        "jsonschema.Draft202012Validator.check_schema(schema)\n"
        "document = json.load(open(sys.argv[2]))\n"
        "jsonschema.Draft202012Validator(schema).validate(document)\n";
    const fs::path source = ROLLPACK_SOURCE_DIR;

    test::must_run(
        {"python3",
         "-c",
         validate,
         source / "schemas/manifest-v1.schema.json",
         source / "tests/golden" / golden(".manifest.json")}
    );
}

TEST_P(GoldenPackage, HasTheRecordedDocuments) {
    const test::TempDir folder;
    const core::Selection selection = GetParam().make();
    const PackageNotes notes = notes_of(selection);
    const fs::path root =
        test::write(selection, PackageFormat::directory, folder.path(), notes).artifact;

    EXPECT_THAT(test::read_file(root / "RUNBOOK.md"), test::matches_golden(golden(".RUNBOOK.md")));
    EXPECT_THAT(
        test::read_file(root / "flyway.toml"),
        test::matches_golden(golden(".flyway.toml"))
    );
    EXPECT_EQ(open_package(root).runbook(), test::read_file(root / "RUNBOOK.md"));
    EXPECT_EQ(test::read_file(root / "repeatables.diff"), notes.repeatables_diff);
}

INSTANTIATE_TEST_SUITE_P(
    Selections,
    GoldenPackage,
    testing::Values(
        GoldenCase{"shop", test::shop_selection},
        GoldenCase{"rich", test::rich_selection},
        GoldenCase{"empty", [] { return test::SelectionBuilder("1.2").build(); }}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(FlywayToml, IsReadByATomlParserAsItWasMeant) {
    core::Selection selection = test::SelectionBuilder("1").build();
    selection.history = {"we\"ird\\", "t\tab\n\x1B"};
    selection.placeholders.prefix = "#[";
    selection.placeholders.values = {{"a b.c", "x \"y\" $ {z}"}, {"resolver", "${env.X}"}};
    const test::TempDir folder;
    const fs::path root = test::write(selection, PackageFormat::directory, folder.path()).artifact;

    // Python 3.11 and later know TOML.
    const std::string json = test::must_run(
        {"python3",
         "-c",
         "import json, sys, tomllib\nprint(json.dumps(tomllib.load(open(sys.argv[1], 'rb'))))",
         root / "flyway.toml"}
    );

    EXPECT_EQ(
        json,
        R"({"flyway": {"locations": ["filesystem:sql"], "target": "1", "defaultSchema": )"
        R"("we\"ird\\", "table": "t\tab\n\u001b", "placeholderPrefix": "#[", "placeholders": )"
        R"({"a b.c": "x \"y\" $ {z}", "resolver": "$${env.X}"}}})"
        "\n"
    );
}

}  // namespace
}  // namespace rollpack::packager

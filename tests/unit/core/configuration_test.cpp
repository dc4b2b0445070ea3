#include "rollpack/core/configuration.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::HasSubstr;

struct LocationCase {
    std::string name;
    std::string location;
    std::string folder;
};

class Location : public testing::TestWithParam<LocationCase> {};

TEST_P(Location, IsAFolderOfTheProject) {
    EXPECT_EQ(location_folder(GetParam().location), GetParam().folder);
}

INSTANTIATE_TEST_SUITE_P(
    LocationFolder,
    Location,
    testing::Values(
        LocationCase{"plain", "sql", "sql"},
        LocationCase{"filesystem", "filesystem:sql/x", "sql/x"},
        LocationCase{"scheme_in_capitals", "FileSystem:sql", "sql"},
        LocationCase{"dots_and_slashes", "filesystem:./db//x/./", "db/x"},
        LocationCase{"parent_inside_the_project", "filesystem:db/../sql", "sql"},
        LocationCase{"whole_project", "filesystem:.", ""},
        LocationCase{"backslashes", "filesystem:db\\x", "db/x"},
        LocationCase{"white_space_around", " filesystem:sql ", "sql"},
        LocationCase{"class_path", "classpath:db/migration", "src/main/resources/db/migration"},
        LocationCase{"class_path_root", "classpath:", "src/main/resources"},
        LocationCase{"class_path_with_slash", "classpath:/db", "src/main/resources/db"},
        LocationCase{"colon_in_a_name", "ab:c", "ab:c"}
    ),
    [](const auto& location) { return location.param.name; }
);

class RefusedLocation : public testing::TestWithParam<LocationCase> {};

TEST_P(RefusedLocation, IsNamedWithTheReason) {
    const Error error = test::error_of([] { return location_folder(GetParam().location); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), HasSubstr("\"" + GetParam().location + "\""));
    EXPECT_THAT(error.message(), HasSubstr(GetParam().folder));
    EXPECT_THAT(error.hint(), HasSubstr("--location"));
}

INSTANTIATE_TEST_SUITE_P(
    LocationFolder,
    RefusedLocation,
    testing::Values(
        LocationCase{"s3", "s3:bucket/sql", "not in the repository"},
        LocationCase{"gcs", "GCS:bucket/sql", "not in the repository"},
        LocationCase{"star", "filesystem:db/*/sql", "wildcard"},
        LocationCase{"question_mark", "classpath:db/v?", "wildcard"},
        LocationCase{"absolute", "filesystem:/srv/sql", "not a folder of the project"},
        LocationCase{"windows_drive", "filesystem:C:/sql", "not a folder of the project"},
        LocationCase{"parent", "filesystem:../sql", "not a folder of the project"},
        LocationCase{"parent_later", "filesystem:sql/../../x", "not a folder of the project"},
        LocationCase{"class_path_parent", "classpath:../x", "not a folder of the project"}
    ),
    [](const auto& location) { return location.param.name; }
);

TEST(Merge, PrefersWhatIsSetLater) {
    ProjectConfiguration earlier;
    earlier.table = "first";
    earlier.locations = {"a", "b"};
    earlier.placeholder_replacement = true;
    earlier.undo_prefix = "U";
    ProjectConfiguration later;
    later.table = "second";
    later.locations = {"c"};
    later.placeholder_replacement = false;
    later.default_schema = "app";

    ProjectConfiguration expected = later;
    expected.undo_prefix = "U";
    EXPECT_EQ(merge(earlier, later), expected);
}

TEST(Merge, MergesPlaceholdersByName) {
    ProjectConfiguration earlier;
    earlier.placeholders = {{"a", "1"}, {"b", "1"}, {"c", "1"}};
    ProjectConfiguration later;
    later.placeholders = {{"b", "2"}, {"c", std::nullopt}};

    const std::map<std::string, std::optional<std::string>> expected = {
        {"a", "1"},
        {"b", "2"},
        {"c", std::nullopt},
    };
    EXPECT_EQ(merge(earlier, later).placeholders, expected);
}

TEST(NamingOf, IsFlywaysWhereNothingIsSet) {
    EXPECT_EQ(naming_of({}), Naming{});
}

TEST(NamingOf, TakesEverySetting) {
    ProjectConfiguration configuration;
    configuration.versioned_prefix = "a";
    configuration.undo_prefix = "b";
    configuration.repeatable_prefix = "c";
    configuration.baseline_prefix = "d";
    configuration.separator = "-";
    configuration.suffixes = {".e", ".f"};

    EXPECT_EQ(naming_of(configuration), (Naming{"a", "b", "c", "d", "-", {".e", ".f"}}));
}

TEST(NamingOf, RefusesAnEmptySeparator) {
    ProjectConfiguration configuration;
    configuration.separator = "";

    const Error error = test::error_of([&] { return naming_of(configuration); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
}

TEST(NamingOf, KeepsTheDefaultForAnEmptyListOfSuffixes) {
    ProjectConfiguration configuration;
    configuration.suffixes = std::vector<std::string>{};

    EXPECT_EQ(naming_of(configuration).suffixes, Naming{}.suffixes);
}

TEST(PlaceholderSettingsOf, AreFlywaysWhereNothingIsSet) {
    EXPECT_EQ(placeholder_settings_of({}), PlaceholderSettings{});
}

TEST(PlaceholderSettingsOf, TakeEverySetting) {
    ProjectConfiguration configuration;
    configuration.placeholder_replacement = false;
    configuration.placeholder_prefix = "<<";
    configuration.placeholder_suffix = ">>";
    configuration.placeholder_separator = ".";
    configuration.placeholders = {{"a", "1"}};

    const PlaceholderSettings expected{false, "<<", ">>", ".", {{"a", "1"}}};
    EXPECT_EQ(placeholder_settings_of(configuration), expected);
}

}  // namespace
}  // namespace rollpack::core

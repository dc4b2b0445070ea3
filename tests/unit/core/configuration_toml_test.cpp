#include "rollpack/core/configuration.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

ProjectConfiguration parse(std::string_view text) {
    return parse_flyway_toml(text, "flyway.toml");
}

TEST(ParseFlywayToml, ReadsEverySettingThatIsNeeded) {
    const ProjectConfiguration configuration = parse(R"(
id = "shop"

[flyway]
sqlMigrationPrefix = "a"
undoSqlMigrationPrefix = "b"
repeatableSqlMigrationPrefix = "c"
baselineMigrationPrefix = "d"
sqlMigrationSeparator = "-"
sqlMigrationSuffixes = [".e", ".f"]
locations = ["filesystem:sql", "filesystem:more"]
callbackLocations = ["filesystem:callbacks"]
encoding = "UTF-8"
defaultSchema = "app"
schemas = ["app", "other"]
table = "history"
placeholderReplacement = false
placeholderPrefix = "<"
placeholderSuffix = ">"
placeholderSeparator = "."
executeInTransaction = true
installedBy = "deploy"
outOfOrder = true

[flyway.placeholders]
Owner = "shop"

[environments.prod]
url = "jdbc:postgresql://${env.HOST}/shop"
schemas = ["not this"]
)");

    ProjectConfiguration expected;
    expected.versioned_prefix = "a";
    expected.undo_prefix = "b";
    expected.repeatable_prefix = "c";
    expected.baseline_prefix = "d";
    expected.separator = "-";
    expected.suffixes = {".e", ".f"};
    expected.locations = {"filesystem:sql", "filesystem:more"};
    expected.callback_locations = std::vector<std::string>{"filesystem:callbacks"};
    expected.encoding = "UTF-8";
    expected.default_schema = "app";
    expected.schemas = {"app", "other"};
    expected.table = "history";
    expected.placeholder_replacement = false;
    expected.placeholder_prefix = "<";
    expected.placeholder_suffix = ">";
    expected.placeholder_separator = ".";
    expected.execute_in_transaction = true;
    expected.installed_by = "deploy";
    expected.placeholders = {{"owner", "shop"}};
    EXPECT_EQ(configuration, expected);
}

TEST(ParseFlywayToml, FindsNothingInAFileWithoutTheFlywayTable) {
    EXPECT_EQ(parse(""), ProjectConfiguration{});
    EXPECT_EQ(parse("[environments.default]\nschemas = ['app']\n"), ProjectConfiguration{});
}

TEST(ParseFlywayToml, TakesAListAsATextWithCommas) {
    EXPECT_THAT(*parse("[flyway]\nlocations = 'a, b,,c '\n").locations, ElementsAre("a", "b", "c"));
}

TEST(ParseFlywayToml, TakesTrueAndFalseAsText) {
    EXPECT_EQ(parse("[flyway]\nplaceholderReplacement = 'False'\n").placeholder_replacement, false);
}

TEST(ParseFlywayToml, TakesNumbersAndTruthAsPlaceholderValues) {
    const auto placeholders =
        parse("[flyway.placeholders]\nanswer = 42\nready = true\nlate = false\n").placeholders;

    EXPECT_EQ(placeholders.at("answer"), "42");
    EXPECT_EQ(placeholders.at("ready"), "true");
    EXPECT_EQ(placeholders.at("late"), "false");
}

TEST(ParseFlywayToml, KeepsTheDotsOfAPlaceholdersName) {
    const auto placeholders = parse("[flyway.placeholders]\nApp.Owner = 'shop'\n").placeholders;

    EXPECT_EQ(placeholders.at("app.owner"), "shop");
}

TEST(ParseFlywayToml, DoesNotKnowAPlaceholdersValueThatAResolverGives) {
    const auto placeholders =
        parse("[flyway.placeholders]\nowner = 'x${env.OWNER}'\n").placeholders;

    EXPECT_EQ(placeholders.at("owner"), std::nullopt);
}

TEST(ParseFlywayToml, ReadsEscapedResolversAsTheyAre) {
    const auto placeholders =
        parse("[flyway.placeholders]\na = 'x$${env.A}y'\nb = '!{${env.B}}'\nc = '${'\nd = '${}'\n")
            .placeholders;

    EXPECT_EQ(placeholders.at("a"), "x${env.A}y");
    EXPECT_EQ(placeholders.at("b"), "${env.B}");
    EXPECT_EQ(placeholders.at("c"), "${");
    EXPECT_EQ(placeholders.at("d"), "${}");
}

struct Fault {
    std::string name;
    std::string text;
    std::string message;
};

class RefusedToml : public testing::TestWithParam<Fault> {};

TEST_P(RefusedToml, IsNamedWithItsPlace) {
    const Error error = test::error_of([] { return parse(GetParam().text); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), StartsWith(GetParam().message));
    EXPECT_NE(error.hint(), "");
}

INSTANTIATE_TEST_SUITE_P(
    ParseFlywayToml,
    RefusedToml,
    testing::Values(
        Fault{"syntax", "[flyway]\ntable = \n", "flyway.toml:2:9: "},
        Fault{"number_for_text", "[flyway]\ntable = 5\n", "flyway.toml:2: table is a whole number"},
        Fault{
            "text_for_flag",
            "[flyway]\nplaceholderReplacement = 'maybe'\n",
            "flyway.toml:2: placeholderReplacement is a string"},
        Fault{
            "number_for_flag",
            "[flyway]\nexecuteInTransaction = 1\n",
            "flyway.toml:2: executeInTransaction is a whole number"},
        Fault{
            "table_for_list",
            "[flyway]\nlocations = {a = 'b'}\n",
            "flyway.toml:2: locations is a table"},
        Fault{
            "flag_in_a_list",
            "[flyway]\nlocations = [\n'a',\ntrue]\n",
            "flyway.toml:4: locations is true or false"},
        Fault{
            "array_for_placeholder",
            "[flyway.placeholders]\na = ['b']\n",
            "flyway.toml:2: placeholders.a is an array"},
        Fault{
            "number_with_a_fraction",
            "[flyway.placeholders]\na = 1.5\n",
            "flyway.toml:2: placeholders.a is a number"},
        Fault{
            "date",
            "[flyway.placeholders]\na = 2026-11-22\n",
            "flyway.toml:2: placeholders.a is a date or time"},
        Fault{"text_for_flyway", "flyway = 'x'\n", "flyway.toml:1: flyway is a string"},
        Fault{
            "text_for_placeholders",
            "[flyway]\nplaceholders = 'x'\n",
            "flyway.toml:2: placeholders is a string"},
        Fault{
            "resolver",
            "[flyway]\ntable = '${env.TABLE}'\n",
            "flyway.toml:2: table takes its value from a resolver (\"${env.TABLE}\")"},
        Fault{
            "resolver_in_a_list",
            "[flyway]\nlocations = ['${env.A}']\n",
            "flyway.toml:2: locations takes its value from a resolver"}
    ),
    [](const auto& fault) { return fault.param.name; }
);

}  // namespace
}  // namespace rollpack::core

#include "rollpack/core/placeholder.hpp"

#include "support/selection_builder.hpp"
#include "unit/core/found.hpp"
#include "unit/core/vectors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::make_script;
using test::messages_of;
using test::Vector;
using testing::ElementsAre;
using testing::IsEmpty;

using Values = std::map<std::string, std::string>;

/// The text of R__x.sql after replacement.
std::string replaced(
    const std::string& text,
    const Values& values,
    Findings& findings,
    const PlaceholderSettings& settings = {}
) {
    return replace_placeholders(make_script("views/R__x.sql", text), settings, values, findings)
        .substr(0);
}

std::string replaced(
    const std::string& text,
    const Values& values,
    const PlaceholderSettings& settings = {}
) {
    Findings findings;
    std::string result = replaced(text, values, findings, settings);
    EXPECT_THAT(messages_of(findings), IsEmpty());
    return result;
}

TEST(ReplacePlaceholders, ReportsEachNameWithoutAValueOnceWithItsLine) {
    Findings findings;
    replaced("select 1;\nselect ${Nobody}, ${nobody};\n${other}", {{"owner", "shop"}}, findings);
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre(
            "no value for the placeholder ${Nobody}",
            "no value for the placeholder ${other}"
        )
    );
    EXPECT_EQ(findings.all().front().line, 2U);
    EXPECT_EQ(findings.all().front().subject, "views/R__x.sql");
    EXPECT_EQ(findings.all().front().hint, "Give its value with --placeholder 'Nobody=VALUE'.");
    EXPECT_TRUE(findings.has_errors());
}

TEST(ReplacePlaceholders, ReportsADefaultThatFlywayDoesNotHave) {
    Findings findings;
    replaced("${flyway:nonsense}", {}, findings);
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre("no value for the placeholder ${flyway:nonsense}")
    );
    EXPECT_EQ(
        findings.all().front().hint,
        "Flyway has no default placeholder of this name; mend the script."
    );
}

TEST(ReplacePlaceholders, ReportsAPlaceholderThatIsLeftOpen) {
    Findings findings;
    replaced("select 1;\nselect '${owner';\n", {{"owner", "shop"}}, findings);
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre("the placeholder that begins with ${ is not closed with }")
    );
    EXPECT_EQ(findings.all().front().line, 2U);
}

TEST(ReplacePlaceholders, TakesSpacesAndLineEndsAsPartOfTheName) {
    Findings findings;
    replaced("${ owner }", {{"owner", "shop"}}, findings);
    EXPECT_THAT(messages_of(findings), ElementsAre("no value for the placeholder ${ owner }"));
    EXPECT_EQ(replaced("${a\nb}", {{"a\nb", "x"}}), "x");
}

TEST(ReplacePlaceholders, ReplacesInCommentsAndLiterals) {
    EXPECT_EQ(
        replaced("-- ${a}\nselect '${a}', $$ ${a} $$;", {{"a", "x"}}),
        "-- x\nselect 'x', $$ x $$;"
    );
}

TEST(ReplacePlaceholders, DoesNotMindCase) {
    EXPECT_EQ(replaced("${OWNER} ${Owner}", {{"owner", "shop"}}), "shop shop");
}

TEST(ReplacePlaceholders, DoesNotScanValuesAgain) {
    EXPECT_EQ(replaced("${a}", {{"a", "${b}"}, {"b", "y"}}), "${b}");
}

TEST(ReplacePlaceholders, TakesAnEmptyValue) {
    EXPECT_EQ(replaced("[${a}]", {{"a", ""}}), "[]");
}

TEST(ReplacePlaceholders, LeavesDollarQuotesAndParametersAlone) {
    EXPECT_EQ(replaced("do $x$ begin end $x$; $1 $", {}), "do $x$ begin end $x$; $1 $");
}

TEST(ReplacePlaceholders, KnowsTheScriptsOwnFileName) {
    EXPECT_EQ(replaced("${flyway:filename}", {}), "R__x.sql");
}

TEST(ReplacePlaceholders, TakesTheProjectsMarks) {
    PlaceholderSettings settings;
    settings.prefix = "@@";
    settings.suffix = "#";
    settings.separator = "_";
    EXPECT_EQ(replaced("@@a# ${a} @@flyway_FileName#", {{"a", "x"}}, settings), "x ${a} R__x.sql");
}

TEST(ReplacePlaceholders, IsSwitchedOffByTheProject) {
    PlaceholderSettings settings;
    settings.replacement = false;
    EXPECT_EQ(replaced("${a}", {{"a", "x"}}, settings), "${a}");
}

TEST(ReplacePlaceholders, IsSwitchedOffByTheScriptsSettings) {
    Script script = make_script("R__x.sql", "${a}");
    script.settings.placeholder_replacement = false;
    Findings findings;
    EXPECT_EQ(replace_placeholders(script, {}, {}, findings), "${a}");
    EXPECT_THAT(messages_of(findings), IsEmpty());
}

TEST(ReplacePlaceholders, IsSwitchedOnByTheScriptsSettings) {
    Script script = make_script("R__x.sql", "${a}");
    script.settings.placeholder_replacement = true;
    PlaceholderSettings settings;
    settings.replacement = false;
    Findings findings;
    EXPECT_EQ(replace_placeholders(script, settings, {{"a", "x"}}, findings), "x");
}

TEST(PlaceholderNames, AreLowerCaseAndSorted) {
    EXPECT_THAT(
        placeholder_names("${b} ${A} ${flyway:User} ${a}", {}),
        ElementsAre("a", "b", "flyway:user")
    );
}

TEST(PlaceholderNames, EndAtOneThatIsLeftOpen) {
    EXPECT_THAT(placeholder_names("${a} ${b ", {}), ElementsAre("a"));
}

TEST(PlaceholderNames, AreNoneInPlainText) {
    EXPECT_THAT(placeholder_names("select $1, '$', '{}'", {}), IsEmpty());
}

/// What real Flyway computed for repeatables of a database "vectors".
class RepeatableVector : public testing::TestWithParam<Vector> {};

TEST_P(RepeatableVector, GivesFlywaysChecksumAfterReplacement) {
    const nlohmann::json& data = GetParam().data;
    const auto hex = data.at("bytes_hex").get<std::string>();
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        text += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    auto values = data.at("placeholders").get<Values>();
    values.merge(Values{
        {"flyway:defaultschema", "public"},
        {"flyway:table", "flyway_schema_history"},
        {"flyway:environment", "default"},
        {"flyway:database", "vectors"},
        {"flyway:user", "postgres"},
    });
    PlaceholderSettings settings;
    settings.replacement = data.value("placeholder_replacement", true);
    Findings findings;
    const std::string result = replaced(text, values, findings, settings);
    const nlohmann::json checksum = findings.has_errors()
        ? nlohmann::json(nullptr)
        : nlohmann::json(flyway_checksum(result).value);
    EXPECT_EQ(checksum, data.at("checksum"));
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    RepeatableVector,
    testing::ValuesIn(test::read_vectors("flyway-checksums.json", "repeatable", "name")),
    test::case_name
);

}  // namespace
}  // namespace rollpack::core

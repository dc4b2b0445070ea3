#include "rollpack/core/error.hpp"
#include "rollpack/core/operator_settings.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::IsEmpty;

struct Faulty {
    const char* name;
    const char* text;
    const char* message;
};

class ParseFaultySettings : public testing::TestWithParam<Faulty> {};

TEST_P(ParseFaultySettings, IsRefusedWithFileLineAndKey) {
    const Error error = error_of([&] {
        return parse_operator_settings(GetParam().text, "rollpack.toml");
    });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(error.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    ParseFaultySettings,
    testing::Values(
        Faulty{
            "MisspelledTable",
            "\n[signature]\nrequire = true\n",
            "rollpack.toml:2: signature is not known here"},
        Faulty{
            "MisspelledDemand",
            "[signatures]\nrequired = true\n",
            "rollpack.toml:2: signatures.required is not known here"},
        Faulty{
            "DemandOfAnEnvironmentMisspelled",
            "[environments.production]\nsignatures.requires = true\n",
            "rollpack.toml:2: environments.production.signatures.requires is not known here"},
        Faulty{
            "ApprovalsAsFlag",
            "[approvals]\nrequire = true\n",
            "rollpack.toml:2: approvals.require is not a whole number from 0 to 100"},
        Faulty{
            "ApprovalsBelowNone",
            "approvals.require = -1\n",
            "rollpack.toml:1: approvals.require is not a whole number from 0 to 100"},
        Faulty{
            "FlagAsText",
            "signatures.require = 'true'\n",
            "rollpack.toml:1: signatures.require is neither true nor false"},
        Faulty{
            "SignersAsText",
            "[signatures]\nallowed_signers = 'keys'\nsigners = 'me'\n",
            "rollpack.toml:3: signatures.signers is not a list"},
        Faulty{
            "SignersWithoutKeys",
            "[signatures]\nsigners = ['me']\n",
            "rollpack.toml:1: signatures has signers but no allowed_signers"},
        Faulty{
            "EmptyUrl",
            "[environments.a]\nurl = ''\n",
            "rollpack.toml:2: environments.a.url is not a text"},
        Faulty{
            "EnvironmentAsText",
            "[environments]\na = 'postgresql:///a'\n",
            "rollpack.toml:2: environments.a is not a table"},
        Faulty{
            "UnknownRuleOfLint",
            "[lint]\nunguarded-dorp = 'off'\n",
            "rollpack.toml:2: lint.unguarded-dorp is not known here"},
        Faulty{
            "FindingThatLintDoesNotMake",
            "[lint]\nhistory-gap = 'off'\n",
            "rollpack.toml:2: lint.history-gap is not known here"},
        Faulty{
            "UnknownLevelOfLint",
            "[lint]\n\nunguarded-drop = 'fatal'\n",
            "rollpack.toml:3: lint.unguarded-drop is 'fatal', which is no level"},
        Faulty{
            "LevelAsFlag",
            "lint.unguarded-drop = false\n",
            "rollpack.toml:1: lint.unguarded-drop is not a text"}
    ),
    [](const auto& instance) { return instance.param.name; }
);

TEST(ParseOperatorSettings, RefusesWhatIsNotTomlWithItsLine) {
    const Error error = error_of([] {
        return parse_operator_settings("[signatures]\nrequire =\n", "x.toml");
    });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), testing::StartsWith("x.toml:2: "));
}

TEST(ParseOperatorSettings, DemandsNothingInAnEmptyFile) {
    EXPECT_EQ(parse_operator_settings("", "x.toml"), OperatorSettings{});
}

TEST(ParseOperatorSettings, ReadsTheGeneralDemandAndThoseOfEnvironments) {
    const OperatorSettings settings = parse_operator_settings(
        "[signatures]\nallowed_signers = 'keys'\n"
        "[environments.staging]\nurl = 'postgresql:///staging'\n"
        "[environments.\"eu.production\".signatures]\n"
        "require = true\nallowed_signers = 'more'\nsigners = ['a', 'b']\n",
        "x.toml"
    );

    EXPECT_FALSE(settings.signatures.require);
    EXPECT_EQ(settings.signatures.allowed_signers, "keys");
    ASSERT_EQ(settings.environments.size(), 2U);
    const OperatorEnvironment& staging = settings.environments.at("staging");
    EXPECT_EQ(staging.url, "postgresql:///staging");
    EXPECT_THAT(staging.signatures.signers, IsEmpty());
    const OperatorEnvironment& production = settings.environments.at("eu.production");
    EXPECT_FALSE(production.url.has_value());
    EXPECT_TRUE(production.signatures.require);
    EXPECT_THAT(production.signatures.signers, ElementsAre("a", "b"));
}

TEST(ParseOperatorSettings, ReadsWhoHasToApprovePlans) {
    const OperatorSettings settings = parse_operator_settings(
        "[approvals]\n"
        "require = 1\n"
        "[environments.production.approvals]\n"
        "require = 2\n"
        "allowed_signers = 'approvers'\n"
        "signers = ['anna@shop.example']\n",
        "rollpack.toml"
    );

    EXPECT_EQ(settings.approvals, (ApprovalPolicy{1, std::nullopt, {}}));
    EXPECT_EQ(
        settings.environments.at("production").approvals,
        (ApprovalPolicy{2, "approvers", {"anna@shop.example"}})
    );
}

TEST(ParseOperatorSettings, ReadsTheLevelsOfLintsRules) {
    const OperatorSettings settings = parse_operator_settings(
        "[lint]\n"
        "unguarded-drop = 'error'\n"
        "undo-orphan = 'warning'\n"
        "undo-forgets = 'note'\n"
        "loses-newer-data = 'off'\n",
        "rollpack.toml"
    );

    EXPECT_EQ(
        settings.lint,
        (LintLevels{
            {FindingCode::unguarded_drop, Severity::error},
            {FindingCode::undo_orphan, Severity::warning},
            {FindingCode::undo_forgets, Severity::note},
            {FindingCode::loses_newer_data, std::nullopt}})
    );
}

}  // namespace
}  // namespace rollpack::core

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "unit/app/lint_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rollpack::core {
namespace {

using test::Linted;
using test::LintSample;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

TEST(LintUndoScripts, RefusesALocationThatIsNotThere) {
    Linted linted;
    linted.undoes("SELECT 1");
    linted.request.locations = {"nowhere"};

    EXPECT_EQ(test::error_of([&] { linted.lint(); }).code(), ErrorCode::location_missing);
}

class LintedScripts : public testing::TestWithParam<LintSample> {};

TEST_P(LintedScripts, HaveTheseFindings) {
    Linted linted;
    linted.makes(GetParam().makes).undoes(GetParam().undoes);

    EXPECT_THAT(linted.found(), ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    LintedScripts,
    testing::Values(
        LintSample{"Clean", "CREATE VIEW a AS SELECT 1", "DROP VIEW IF EXISTS a", {}},
        LintSample{"Empty", "SELECT 1", "-- nothing\n", {"undo-empty"}},
        LintSample{
            "Commit",
            "SELECT 1",
            "BEGIN;\nSELECT 1;\nCOMMIT;",
            {"transaction-control 1", "transaction-control 3"}},
        LintSample{"Savepoint", "SELECT 1", "SAVEPOINT a; ROLLBACK TO a", {}},
        LintSample{"DoBlock", "SELECT 1", "SELECT 1;\nDO $$ BEGIN END $$", {"opaque-statement 2"}},
        LintSample{"Call", "SELECT 1", "CALL f()", {"opaque-statement 1"}},
        LintSample{
            "CascadeThatMayReachFar",
            "SELECT 1",
            "DROP TYPE IF EXISTS e CASCADE",
            {"loses-older-data 1"}},
        LintSample{
            "CascadeOfAFunction",
            "SELECT 1",
            "DROP FUNCTION IF EXISTS f CASCADE",
            {"opaque-statement 1"}},
        LintSample{"NewerSyntax", "SELECT 1", "SELECT 1;\nDORP TABLE a;", {"sql-unparsable 2"}},
        LintSample{"PsqlCommand", "SELECT 1", "\\i other.sql\nSELECT 1;", {"psql-command 1"}},
        LintSample{"OpenQuote", "SELECT 1", "SELECT 'a", {"sql-incomplete 1"}},
        LintSample{"FaultsOfTheVScript", "DORP TABLE a", "SELECT 1", {}},
        LintSample{"OpaqueVScript", "DO $$ BEGIN END $$", "SELECT 1", {}},
        LintSample{
            "PlaceholderWithoutValue",
            "SELECT 1",
            "GRANT SELECT ON a TO ${app_role}",
            {"opaque-statement 1"}},
        LintSample{"PlaceholderInALiteral", "SELECT 1", "SELECT '${app_role}'", {}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

TEST(LintUndoScripts, ReplacesPlaceholders) {
    Linted linted;
    linted.request.configuration.placeholders["schema"] = "app";
    linted.makes("CREATE TABLE ${schema}.a ()").undoes("DROP TABLE ${schema}.a");

    EXPECT_THAT(linted.found(), ElementsAre("loses-newer-data 1", "unguarded-drop 1"));
    EXPECT_THAT(
        linted.messages_of(FindingCode::unguarded_drop),
        ElementsAre("drops the table app.a without IF EXISTS")
    );
}

TEST(LintUndoScripts, TellsAnUndoScriptWithoutItsVersion) {
    Linted linted;
    linted.undoes("SELECT 1");

    EXPECT_THAT(linted.found(), ElementsAre("undo-orphan"));
}

TEST(LintUndoScripts, TellsAFileThatFlywayWouldPassOver) {
    Linted linted;
    linted.makes("SELECT 1").has("sql/U7_x.sql", "SELECT 1");

    EXPECT_THAT(linted.found(), ElementsAre("name-suspicious"));
}

TEST(LintUndoScripts, TellsTwoOfOneVersion) {
    Linted linted;
    linted.makes("SELECT 1").undoes("SELECT 1").has("sql/U07__y.sql", "SELECT 1");

    EXPECT_THAT(linted.found(), ElementsAre("undo-duplicate"));
}

TEST(LintUndoScripts, TellsAScriptThatIsNoSql) {
    Linted linted;
    linted.makes("SELECT 1").has("sql/U7__x.sh", "echo");

    EXPECT_THAT(linted.found(), ElementsAre("script-language-unsupported"));
}

TEST(LintUndoScripts, DemandsAnUndoScriptOnlyAboveATarget) {
    Linted linted;
    linted.has("sql/V6__w.sql", "SELECT 1").makes("SELECT 1").has("sql/V8__y.sql", "SELECT 1");
    linted.undoes("SELECT 1");
    EXPECT_THAT(linted.found(), IsEmpty());

    linted.request.target_version = parse_version("6");
    EXPECT_THAT(linted.found(), ElementsAre("undo-missing"));
}

TEST(LintUndoScripts, PassesOverWhatIsAtOrBelowTheTarget) {
    Linted linted;
    linted.has("sql/V6__w.sql", "SELECT 1").has("sql/U6__w.sql", "DROP VIEW a");
    linted.makes("SELECT 1").undoes("DROP VIEW b");
    linted.request.target_version = parse_version("6");

    EXPECT_THAT(linted.found(), ElementsAre("unguarded-drop 1"));
    EXPECT_THAT(linted.lint().scripts, ElementsAre("sql/U7__x.sql"));
}

TEST(LintUndoScripts, GivesFindingsTheLevelsThatAreSet) {
    Linted linted;
    linted.makes("CREATE TABLE a ()").undoes("DROP TABLE a");
    linted.request.levels = {
        {FindingCode::unguarded_drop, Severity::error},
        {FindingCode::loses_newer_data, std::nullopt}};

    const std::vector<Finding> findings = linted.lint().findings;
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().code, FindingCode::unguarded_drop);
    EXPECT_EQ(findings.front().severity, Severity::error);
}

TEST(LintRules, AreFoundByTheirNames) {
    for (const FindingCode rule : lint_rules()) {
        EXPECT_EQ(parse_lint_rule(finding_info(rule).name), rule);
    }
    EXPECT_EQ(parse_lint_rule("history-gap"), std::nullopt);
    EXPECT_EQ(parse_lint_rule("nothing"), std::nullopt);
}

TEST(LintRules, HaveAllThatOnlyLintFinds) {
    for (const FindingInfo& info : finding_table()) {
        if (is_found_by_lint_only(info.code)) {
            EXPECT_TRUE(parse_lint_rule(info.name)) << info.name;
        }
    }
}

}  // namespace
}  // namespace rollpack::core

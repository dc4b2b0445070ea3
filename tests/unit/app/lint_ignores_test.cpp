#include "unit/app/lint_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::Linted;
using test::LintSample;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;

class LintIgnores : public testing::TestWithParam<LintSample> {};

TEST_P(LintIgnores, TakeFindingsAway) {
    Linted linted;
    linted.makes(GetParam().makes).undoes(GetParam().undoes);

    EXPECT_THAT(linted.found(), ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    LintIgnores,
    testing::Values(
        LintSample{
            "OfTheNextStatement",
            "SELECT 1",
            "-- rollpack:lint-ignore unguarded-drop\nDROP VIEW a;\nDROP VIEW b;",
            {"unguarded-drop 3"}},
        LintSample{
            "OfAStatementOfSeveralLines",
            "SELECT 1",
            "-- rollpack:lint-ignore sql-unparsable, opaque-statement\nSELECT\nFROM WHERE;",
            {}},
        LintSample{
            "AmongOtherComments",
            "SELECT 1",
            "-- one\n-- rollpack:lint-ignore unguarded-drop\n-- two\n\nDROP VIEW a;",
            {}},
        LintSample{
            "BehindAStatement",
            "SELECT 1",
            "DROP VIEW a; -- rollpack:lint-ignore unguarded-drop\nDROP VIEW b;",
            {"unguarded-drop 2"}},
        LintSample{
            "OfOtherRulesOnly",
            "SELECT 1",
            "-- rollpack:lint-ignore unguarded-create\nDROP VIEW a;",
            {"unguarded-drop 2"}},
        LintSample{
            "OfTheWholeScriptFromAnywhere",
            "CREATE TABLE a ()",
            "SELECT 1;\n-- rollpack:lint-ignore undo-forgets\n",
            {}},
        LintSample{
            "InAScriptWithoutStatements",
            "SELECT 1",
            "-- rollpack:lint-ignore undo-empty\n",
            {}},
        LintSample{
            "InAStringAreNone",
            "SELECT 1",
            "SELECT '\n-- rollpack:lint-ignore unguarded-drop\n';\nDROP VIEW a;",
            {"unguarded-drop 4"}},
        LintSample{
            "OfAnUnknownRuleAreTold",
            "SELECT 1",
            "-- rollpack:lint-ignore unguarded-dorp\nDROP VIEW a;",
            {"lint-ignore-unknown 1", "unguarded-drop 2"}},
        LintSample{
            "OfAnotherCommandsFindingAreTold",
            "SELECT 1",
            "SELECT 1;\n\n-- rollpack:lint-ignore history-gap\n",
            {"lint-ignore-unknown 3"}},
        LintSample{
            "WithoutARuleAreTold",
            "SELECT 1",
            "-- rollpack:lint-ignore\nSELECT 1;",
            {"lint-ignore-unknown 1"}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

TEST(LintIgnoreUnknown, NamesTheWordAndTheRules) {
    Linted linted;
    linted.makes("SELECT 1").undoes("-- rollpack:lint-ignore unguarded-dorp\nSELECT 1;");

    const Finding finding = linted.lint().findings.at(0);
    EXPECT_EQ(finding.message, "'unguarded-dorp' is no rule of rollpack lint");
    EXPECT_THAT(finding.hint, HasSubstr("unguarded-drop, unguarded-create"));
}

TEST(LintIgnores, OfAnOrphanCountToo) {
    Linted linted;
    linted.undoes("-- rollpack:lint-ignore undo-orphan\nSELECT 1;");

    EXPECT_THAT(linted.found(), ElementsAre());
}

}  // namespace
}  // namespace rollpack::core

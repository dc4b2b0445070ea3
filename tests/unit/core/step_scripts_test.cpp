#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace rollpack::core {
namespace {

using test::at_the_target;
using test::messages_of;
using test::names_of;
using test::Situation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Versions 123 and 124 are applied; the undo of 124 is `text`.
Situation with_undo(const std::string& text) {
    Situation situation;
    situation.applies("123").applies("124").packs_undo("124", text);
    return situation;
}

std::string text_of_the_step(Situation& situation) {
    const Plan plan = situation.plan();
    return step_script(plan.steps.at(0))->text.substr(0);
}

struct FaultCase {
    const char* statement;
    const char* finding;
    Severity severity;
};

void PrintTo(const FaultCase& value, std::ostream* out) {
    *out << value.finding;
}

class ScriptFault : public testing::TestWithParam<FaultCase> {};

TEST_P(ScriptFault, IsReportedWithScriptAndLine) {
    Situation situation = with_undo("locks 1\n\n" + std::string{GetParam().statement} + "\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre(GetParam().finding));
    EXPECT_EQ(situation.findings.all().front().severity, GetParam().severity);
    EXPECT_EQ(situation.findings.all().front().subject, "U124__step.sql");
    EXPECT_EQ(situation.findings.all().front().line, 3U);
}

TEST_P(ScriptFault, IsReportedForRepeatablesToo) {
    Situation situation = at_the_target();
    situation.package.revive("R__x.sql", GetParam().statement);
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre(GetParam().finding));
}

TEST_P(ScriptFault, IsNotReportedForScriptsThatDoNotRun) {
    Situation situation = at_the_target();
    situation.packs_undo("125", GetParam().statement);
    situation.package.unchanged("R__x.sql", GetParam().statement);
    situation.applies_repeatable("x", GetParam().statement);
    situation.plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    StepScripts,
    ScriptFault,
    testing::Values(
        FaultCase{"\\d", "psql-command", Severity::error},
        FaultCase{"open", "sql-incomplete", Severity::error},
        FaultCase{"strange", "sql-unparsable", Severity::warning},
        FaultCase{"concurrently", "not-transactional", Severity::error},
        FaultCase{"commit", "transaction-control", Severity::error}
    ),
    [](const testing::TestParamInfo<FaultCase>& parameter) {
        std::string name{parameter.param.finding};
        std::ranges::replace(name, '-', '_');
        return name;
    }
);

TEST(StepScripts, NameTheStatementThatCannotRunInATransaction) {
    Situation situation = with_undo("concurrently\n");
    situation.plan();
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("CREATE INDEX CONCURRENTLY cannot run in a transaction")
    );
}

TEST(StepScripts, AreRefusedWithExecuteInTransactionSwitchedOff) {
    Situation situation = with_undo("locks 1\n");
    situation.package.script_config("U124__step.sql.conf", "executeInTransaction=false\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-transactional"));
    EXPECT_THAT(messages_of(situation.findings).front(), HasSubstr("executeInTransaction=false"));
}

TEST(StepScripts, MayHaveExecuteInTransactionSwitchedOn) {
    Situation situation = with_undo("locks 1\n");
    situation.package.script_config("U124__step.sql.conf", "executeInTransaction=true\n");
    situation.plan();
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(StepScripts, AreRefusedWithAConditionThatIsFalse) {
    Situation situation = with_undo("locks 1\n");
    situation.package.script_config("U124__step.sql.conf", "shouldExecute=a==b\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("should-execute-unsupported"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("shouldExecute=a==b is false here, but without the script there is no rollback "
                    "of its part")
    );
}

TEST(StepScripts, AreRefusedWithAConditionThatCannotBeEvaluated) {
    Situation situation = at_the_target();
    situation.package.revive("R__x.sql", "locks 1\n");
    situation.package.script_config("R__x.sql.conf", "shouldExecute=maybe\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("should-execute-unsupported"));
    EXPECT_THAT(
        messages_of(situation.findings),
        ElementsAre("shouldExecute=maybe cannot be evaluated")
    );
}

TEST(StepScripts, RunWhenTheirConditionIsTrueWithItsPlaceholdersReplaced) {
    Situation situation = with_undo("locks 1\n");
    situation.options.environment = "prod";
    situation.package.script_config(
        "U124__step.sql.conf",
        "shouldExecute=${flyway:environment}==prod\n"
    );
    EXPECT_THAT(test::step_names(situation.plan()), ElementsAre("U124__step.sql"));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(StepScripts, NameThePlaceholderOfAConditionThatHasNoValue) {
    Situation situation = with_undo("locks 1\n");
    situation.package.script_config("U124__step.sql.conf", "shouldExecute=${stage}==prod\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("placeholder-unknown"));
    EXPECT_EQ(situation.findings.all().front().subject, "U124__step.sql.conf");
}

TEST(StepScripts, AreRefusedInAnotherLanguage) {
    Situation situation = with_undo("locks 1\n");
    situation.package.edit().undo.front().script.name.is_sql = false;
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("script-language-unsupported"));
}

TEST(StepScripts, AreRefusedWithAnUnknownPlaceholder) {
    Situation situation = with_undo("drop table t\n-- ${nobody}\n");
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("placeholder-unknown"));
    EXPECT_EQ(situation.findings.all().front().line, 2U);
}

TEST(StepScripts, AreRefusedWithAPlaceholderWhoseValueIsNotStored) {
    Situation situation = with_undo("drop table ${secret}\n");
    situation.package.edit().placeholders.values = {{"secret", std::nullopt}};
    situation.plan();
    EXPECT_THAT(names_of(situation.findings), ElementsAre("placeholder-unknown"));
}

TEST(StepScripts, TakeValuesFromTheProject) {
    Situation situation = with_undo("-- ${name}\nlocks 1\n");
    situation.package.edit().placeholders.values = {{"name", "t"}};
    EXPECT_EQ(text_of_the_step(situation), "-- t\nlocks 1\n");
}

TEST(StepScripts, PreferValuesOfTheCommandLine) {
    Situation situation = with_undo("-- ${name}\nlocks 1\n");
    situation.package.edit().placeholders.values = {{"name", "t"}};
    situation.options.placeholders = {{"name", "u"}};
    EXPECT_EQ(text_of_the_step(situation), "-- u\nlocks 1\n");
}

struct DefaultCase {
    const char* name;
    const char* value;
};

void PrintTo(const DefaultCase& value, std::ostream* out) {
    *out << value.name;
}

class DefaultPlaceholder : public testing::TestWithParam<DefaultCase> {};

TEST_P(DefaultPlaceholder, HasFlywaysValue) {
    Situation situation = with_undo("-- ${flyway:" + std::string{GetParam().name} + "}\nlocks 1\n");
    EXPECT_EQ(text_of_the_step(situation), "-- " + std::string{GetParam().value} + "\nlocks 1\n");
}

TEST_P(DefaultPlaceholder, IsNotOverridden) {
    Situation situation = with_undo("-- ${flyway:" + std::string{GetParam().name} + "}\nlocks 1\n");
    situation.options.placeholders = {
        {"flyway:defaultschema", "no"},
        {"flyway:user", "no"},
        {"flyway:database", "no"},
        {"flyway:timestamp", "no"},
        {"flyway:filename", "no"},
        {"flyway:workingdirectory", "no"},
        {"flyway:table", "no"},
        {"flyway:environment", "no"},
    };
    EXPECT_EQ(text_of_the_step(situation), "-- " + std::string{GetParam().value} + "\nlocks 1\n");
}

INSTANTIATE_TEST_SUITE_P(
    StepScripts,
    DefaultPlaceholder,
    testing::Values(
        DefaultCase{"defaultSchema", "public"},
        DefaultCase{"user", "deployer"},
        DefaultCase{"database", "shop"},
        DefaultCase{"timestamp", "2026-11-22 02:15:00"},
        DefaultCase{"filename", "U124__step.sql"},
        DefaultCase{"workingDirectory", "/srv/shop"},
        DefaultCase{"table", "flyway_schema_history"},
        DefaultCase{"environment", "default"}
    ),
    [](const testing::TestParamInfo<DefaultCase>& parameter) { return parameter.param.name; }
);

TEST(StepScripts, BuildDefaultNamesWithTheProjectsSeparator) {
    Situation situation = with_undo("-- ${flyway_USER_Table}\nlocks 1\n");
    situation.package.edit().placeholders.separator = "_USER_";
    EXPECT_EQ(text_of_the_step(situation), "-- flyway_schema_history\nlocks 1\n");
}

TEST(StepScripts, AreSentWithoutAByteOrderMark) {
    Situation situation = with_undo("\xEF\xBB\xBFlocks 1\n");
    EXPECT_EQ(text_of_the_step(situation), "locks 1\n");
}

TEST(StepScripts, AreAnalysedAfterReplacement) {
    Situation situation = with_undo("drop table ${name}\n");
    situation.options.placeholders = {{"name", "t"}};
    situation.plan();
    EXPECT_THAT(situation.analyzed, ElementsAre("drop table t\n"));
}

}  // namespace
}  // namespace rollpack::core

#include "unit/core/plan_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>

namespace rollpack::core {
namespace {

struct Expression {
    const char* name;
    const char* text;
    std::optional<bool> value;
};

void PrintTo(const Expression& value, std::ostream* out) {
    *out << value.text;
}

/// What planning makes of a callback's shouldExecute: it runs, is skipped, or is reported.
std::optional<bool> evaluated(const std::string& expression) {
    test::Situation situation;
    situation.applies("123").applies("124").packs_undo("124", "drop table t124\n");
    situation.package.callback("afterUndo.sql", "x\n");
    situation.package.edit().placeholders.replacement = false;
    situation.package.edit().callbacks.back().settings.should_execute = expression;
    const Plan plan = situation.plan();
    if (situation.findings.has_errors()) {
        return std::nullopt;
    }
    return plan.skipped.empty();
}

class ShouldExecute : public testing::TestWithParam<Expression> {};

TEST_P(ShouldExecute, IsEvaluated) {
    EXPECT_EQ(evaluated(GetParam().text), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    ShouldExecute,
    testing::Values(
        Expression{"True", "true", true},
        Expression{"FalseInAnyCase", " FALSE ", false},
        Expression{"EqualWords", "prod==prod", true},
        Expression{"DifferentWords", "prod == test", false},
        Expression{"WordsThatDifferInCase", "Prod==prod", false},
        Expression{"NotEqual", "prod != test", true},
        Expression{"QuotedStrings", "'eu west' == \"eu west\"", true},
        Expression{"AQuotedWordAndAPlainOne", "'prod'==prod", true},
        Expression{"WordsWithSigns", "db-1.example:5432==db-1.example:5432", true},
        Expression{"AnEmptyString", "''!=prod", true},
        Expression{"And", "a==a && b==c", false},
        Expression{"Or", "a==b || b==b", true},
        Expression{"AndBindsTighterThanOr", "true || true && false", true},
        Expression{"Parentheses", "(true || true) && false", false},
        Expression{"NestedParentheses", "((a==a))", true}
    ),
    [](const auto& parameter) { return std::string{parameter.param.name}; }
);

INSTANTIATE_TEST_SUITE_P(
    NoValues,
    ShouldExecute,
    testing::Values(
        Expression{"Nothing", "", std::nullopt},
        Expression{"AWord", "yes", std::nullopt},
        Expression{"AWordBesideAComparison", "a==a && yes", std::nullopt},
        Expression{"ASingleEqualsSign", "a=a", std::nullopt},
        Expression{"AComparisonOfThree", "a==a==a", std::nullopt},
        Expression{"AMissingOperand", "==a", std::nullopt},
        Expression{"AnOpenParenthesis", "(a==a", std::nullopt},
        Expression{"AnOpenQuote", "'a==a", std::nullopt},
        Expression{"TwoWords", "a b==a b", std::nullopt},
        Expression{"ANegation", "!true", std::nullopt},
        Expression{"OneAmpersand", "true & true", std::nullopt}
    ),
    [](const auto& parameter) { return std::string{parameter.param.name}; }
);

TEST(ShouldExecuteDepth, EndsWithoutAValueInsteadOfTheStack) {
    EXPECT_EQ(evaluated(std::string(1'000'000, '(')), std::nullopt);
}

}  // namespace
}  // namespace rollpack::core

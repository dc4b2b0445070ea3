#include "options.hpp"

#include "rollpack/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace rollpack::cli {
namespace {

using std::chrono_literals::operator""ms;
using testing::ElementsAre;
using testing::Pair;

template <typename Call>
core::ErrorCode code_of(Call&& call) {
    try {
        call();
    } catch (const core::Error& error) {
        return error.code();
    }
    return core::ErrorCode::internal;
}

TEST(ParseDuration, TakesAllUnits) {
    EXPECT_EQ(parse_duration("250ms", "--x"), 250ms);
    EXPECT_EQ(parse_duration("5s", "--x"), 5000ms);
    EXPECT_EQ(parse_duration("7", "--x"), 7000ms);
    EXPECT_EQ(parse_duration("2min", "--x"), 120'000ms);
    EXPECT_EQ(parse_duration("1h", "--x"), 3'600'000ms);
}

class BadDuration : public testing::TestWithParam<const char*> {};

TEST_P(BadDuration, IsAUsageError) {
    EXPECT_EQ(code_of([] { parse_duration(GetParam(), "--x"); }), core::ErrorCode::usage);
}

INSTANTIATE_TEST_SUITE_P(
    ParseDuration,
    BadDuration,
    testing::Values("", "s", "5 s", "-1s", "5m", "99999999999999999999", "1000001")
);

TEST(ParsePlaceholders, LowersNamesAndKeepsValues) {
    EXPECT_THAT(
        parse_placeholders({"App_Role=Shop=App", "empty="}),
        ElementsAre(Pair("app_role", "Shop=App"), Pair("empty", ""))
    );
}

TEST(ParsePlaceholders, RefusesWhatHasNoName) {
    EXPECT_EQ(code_of([] { parse_placeholders({"=x"}); }), core::ErrorCode::usage);
    EXPECT_EQ(code_of([] { parse_placeholders({"x"}); }), core::ErrorCode::usage);
}

TEST(AllowedCodes, RefusesACodeThatMustNotBeAllowed) {
    EXPECT_EQ(code_of([] { allowed_codes({"version-duplicate"}); }), core::ErrorCode::usage);
}

TEST(AllowedCodes, RefusesAnUnknownCode) {
    EXPECT_EQ(code_of([] { allowed_codes({"undo-mising"}); }), core::ErrorCode::usage);
}

TEST(PlanOptions, PrefersTheCommandLineOverFlywaysConfiguration) {
    Runtime runtime;
    runtime.now_unix = [] { return 1'700'000'000; };
    core::FlywayEnvironment flyway;
    flyway.name = "prod";
    flyway.placeholders = {{"role", "a"}, {"size", "b"}};
    flyway.installed_by = "pipeline";
    flyway.skip_default_callbacks = true;
    DatabaseOptions options;
    options.placeholders = {"role=z"};
    const core::PlanOptions plan = plan_options(options, flyway, runtime);
    EXPECT_THAT(plan.placeholders, ElementsAre(Pair("role", "z"), Pair("size", "b")));
    EXPECT_EQ(plan.timestamp, "2023-11-14 22:13:20");
    EXPECT_EQ(plan.environment, "prod");
    EXPECT_EQ(plan.installed_by, "pipeline");
    EXPECT_TRUE(plan.skip_callbacks);
}

}  // namespace
}  // namespace rollpack::cli

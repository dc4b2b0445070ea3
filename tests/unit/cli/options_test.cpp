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

TEST(PlanOptions, PrefersTheCommandLineOverTheEnvironment) {
    Runtime runtime;
    runtime.environment = {
        {"FLYWAY_PLACEHOLDERS_ROLE", "a"},
        {"FLYWAY_PLACEHOLDERS_SIZE", "b"},
        {"OTHER", "c"}};
    runtime.now_unix = [] { return 1'700'000'000; };
    DatabaseOptions options;
    options.placeholders = {"role=z"};
    const core::PlanOptions plan = plan_options(options, runtime);
    EXPECT_THAT(plan.placeholders, ElementsAre(Pair("role", "z"), Pair("size", "b")));
    EXPECT_EQ(plan.timestamp, "2023-11-14 22:13:20");
}

TEST(DatabaseTarget, AddsTheLockTimeoutToTheUrlsOwnOptions) {
    DatabaseOptions options;
    options.url = "host=db options='-c search_path=app'";
    options.lock_timeout = "5s";
    EXPECT_THAT(
        database_target(options, std::nullopt).connection.parameters,
        testing::Contains(Pair("options", "-c search_path=app -c lock_timeout=5000"))
    );
}

}  // namespace
}  // namespace rollpack::cli

#include "flyway_options.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using std::chrono_literals::operator""ms;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

core::Placed<core::Secret> placed(const char* value, const char* key) {
    return {core::Secret{value}, {"flyway.toml", 4, key}};
}

Surroundings with_url(const char* url) {
    Surroundings around;
    around.url = url;
    return around;
}

TEST(DatabaseTarget, NamesTheEnvironmentThatHasNoUrl) {
    Surroundings around;
    around.environment = "prod";
    const auto error = test::error_of([&] { return database_target({}, around); });
    EXPECT_EQ(error.code(), core::ErrorCode::usage);
    EXPECT_EQ(error.message(), "the environment 'prod' has no url");
}

TEST(DatabaseTarget, SaysThatNoDatabaseIsNamed) {
    const auto error = test::error_of([] { return database_target({}, {}); });
    EXPECT_EQ(error.message(), "no database is named");
}

TEST(DatabaseTarget, AddsTheLockTimeoutToTheUrlsOwnOptions) {
    DatabaseOptions options;
    options.lock_timeout = "5s";
    EXPECT_THAT(
        database_target(options, with_url("host=db options='-c search_path=app'"))
            .connection.parameters,
        Contains(Pair("options", "-c search_path=app -c lock_timeout=5000"))
    );
}

TEST(DatabaseTarget, FillsWhatTheUrlLeavesOpen) {
    Surroundings around = with_url("postgresql://url@db/shop");
    around.flyway.user = placed("beside", "environments.prod.user");
    around.flyway.password = placed("secret", "environments.prod.password");
    around.flyway.jdbc_properties.emplace("sslmode", placed("require", "x"));
    const auto parameters = database_target({}, around).connection.parameters;
    EXPECT_THAT(parameters, Contains(Pair("user", "url")));
    EXPECT_THAT(parameters, Contains(Pair("password", "secret")));
    EXPECT_THAT(parameters, Contains(Pair("sslmode", "require")));
}

TEST(DatabaseTarget, NamesThePlaceOfAUrlThatCannotBeUsed) {
    Surroundings around = with_url("jdbc:mysql://u:s3cret@db/shop");
    around.url_place = {"flyway.toml", 4, "environments.prod.url"};
    const auto error = test::error_of([&] { return database_target({}, around); });
    EXPECT_EQ(error.code(), core::ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), testing::StartsWith("flyway.toml:4: environments.prod.url: "));
    EXPECT_THAT(error.message(), Not(HasSubstr("s3cret")));
}

TEST(DatabaseTarget, NamesThePlaceOfAPropertyThatCannotBeUsed) {
    Surroundings around = with_url("host=db");
    around.flyway.jdbc_properties.emplace(
        "sslfactory",
        placed("a.B", "environments.prod.jdbcProperties.sslfactory")
    );
    const auto error = test::error_of([&] { return database_target({}, around); });
    EXPECT_EQ(error.code(), core::ErrorCode::configuration_invalid);
    EXPECT_THAT(
        error.message(),
        HasSubstr("flyway.toml:4: environments.prod.jdbcProperties.sslfactory: ")
    );
}

TEST(DatabaseTarget, PrefersTheCommandLinesHistory) {
    Surroundings around = with_url("host=db");
    around.flyway.history_schema = "configured";
    around.flyway.history_table = "table";
    DatabaseOptions options;
    options.schema = "option";
    const auto target = database_target(options, around);
    EXPECT_EQ(target.schema, "option");
    EXPECT_EQ(target.table, "table");
}

struct Patience {
    const char* name;
    std::optional<std::string> option;
    std::optional<std::int64_t> configured;
    std::chrono::milliseconds patience;
};

class LockPatience : public testing::TestWithParam<Patience> {};

TEST_P(LockPatience, IsTheOptionThenFlywaysThenItsDefault) {
    Surroundings around;
    around.flyway.lock_retry_count = GetParam().configured;
    EXPECT_EQ(lock_patience(GetParam().option, around), GetParam().patience);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    LockPatience,
    testing::Values(
        Patience{"Default", std::nullopt, std::nullopt, 50'000ms},
        Patience{"Configured", std::nullopt, 7, 7'000ms},
        Patience{"ForEver", std::nullopt, -1, std::chrono::milliseconds::max()},
        Patience{"Option", "2s", 7, 2'000ms}
    ),
    [](const auto& patience) { return patience.param.name; }
);

}  // namespace
}  // namespace rollpack::cli

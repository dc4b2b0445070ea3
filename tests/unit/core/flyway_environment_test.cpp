#include "rollpack/core/flyway_environment.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <type_traits>

namespace rollpack::core {
namespace {

using test::error_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

static_assert(!std::is_convertible_v<Secret, std::string>, "a secret is not printed by accident");

constexpr const char* two_environments = R"([flyway]
environment = "test"
table = "history"
defaultSchema = "app"
installedBy = "pipeline"
lockRetryCount = 7
[flyway.placeholders]
Role = "general"
size = "big"

[environments.test]
url = "jdbc:postgresql://test/shop"
user = "tester"

[environments.prod]
url = "jdbc:postgresql://${env.HOST}/shop"
user = "deploy"
password = "${env.SECRET}"
connectRetries = 3
connectRetriesInterval = 5
initSql = "SET ROLE owner"
[environments.prod.jdbcProperties]
sslmode = "require"
[environments.prod.flyway]
table = "prod_history"
skipDefaultCallbacks = true
[environments.prod.flyway.placeholders]
role = "own"
)";

const Variables surroundings{{"HOST", "db"}, {"SECRET", "s3cret"}};

FlywayEnvironment environment(
    const std::string& name,
    const Variables& variables = surroundings,
    ConnectionOf connection = ConnectionOf::environment,
    const char* text = two_environments
) {
    return make_flyway_environment(
        name,
        connection,
        parse_flyway_settings_toml(text, "flyway.toml"),
        flyway_settings_of(variables),
        variables
    );
}

std::string revealed(const std::optional<Placed<Secret>>& secret) {
    return secret ? secret->value.reveal() : "none";
}

Variables with(const std::string& name, const std::string& value) {
    Variables variables = surroundings;
    variables[name] = value;
    return variables;
}

TEST(MakeFlywayEnvironment, TakesTheEnvironmentsOwnSettingsAndOverrides) {
    const FlywayEnvironment prod = environment("prod");
    EXPECT_EQ(revealed(prod.url), "jdbc:postgresql://db/shop");
    EXPECT_EQ(to_string(prod.url->place), "flyway.toml:16: environments.prod.url");
    EXPECT_EQ(revealed(prod.user), "deploy");
    EXPECT_EQ(revealed(prod.password), "s3cret");
    EXPECT_EQ(prod.jdbc_properties.at("sslmode").value.reveal(), "require");
    EXPECT_EQ(prod.connect_retries, 3);
    EXPECT_EQ(prod.connect_retries_interval_seconds, 5);
    EXPECT_EQ(prod.init_sql->value, "SET ROLE owner");
    EXPECT_EQ(prod.history_table, "prod_history");
    EXPECT_EQ(prod.history_schema, "app");
    EXPECT_EQ(prod.installed_by, "pipeline");
    EXPECT_EQ(prod.lock_retry_count, 7);
    EXPECT_TRUE(prod.skip_default_callbacks);
    EXPECT_THAT(prod.placeholders, ElementsAre(Pair("role", "own")));
}

TEST(MakeFlywayEnvironment, LeavesOtherEnvironmentsAlone) {
    const FlywayEnvironment test = environment("test", {});
    EXPECT_EQ(revealed(test.url), "jdbc:postgresql://test/shop");
    EXPECT_EQ(revealed(test.password), "none");
    EXPECT_EQ(test.connect_retries, 0);
    EXPECT_EQ(test.history_table, "history");
    EXPECT_FALSE(test.skip_default_callbacks);
    EXPECT_THAT(test.placeholders, ElementsAre(Pair("role", "general"), Pair("size", "big")));
}

TEST(MakeFlywayEnvironment, HasTheGeneralSettingsForANameThatIsNotDefined) {
    const FlywayEnvironment other = environment("other");
    EXPECT_EQ(other.url, std::nullopt);
    EXPECT_EQ(other.history_table, "history");
}

TEST(MakeFlywayEnvironment, UsesNoEnvironmentForAUrlOfTheCommandLine) {
    const FlywayEnvironment alone = environment("prod", surroundings, ConnectionOf::command_line);
    EXPECT_EQ(alone.url, std::nullopt);
    EXPECT_EQ(alone.user, std::nullopt);
    EXPECT_EQ(alone.password, std::nullopt);
    EXPECT_THAT(alone.jdbc_properties, IsEmpty());
    EXPECT_EQ(alone.init_sql, std::nullopt);
    EXPECT_EQ(alone.history_table, "history");
}

TEST(MakeFlywayEnvironment, UsesTheVariablesForAUrlOfTheCommandLine) {
    const FlywayEnvironment alone = environment(
        "default",
        {{"FLYWAY_USER", "me"}, {"FLYWAY_PASSWORD", "p"}, {"FLYWAY_URL", "not this"}},
        ConnectionOf::command_line
    );
    EXPECT_EQ(alone.url, std::nullopt);
    EXPECT_EQ(revealed(alone.user), "me");
    EXPECT_EQ(revealed(alone.password), "p");
}

struct Precedence {
    const char* variable;
    std::string (*value)(const FlywayEnvironment&);
};

class FlywayVariableWins : public testing::TestWithParam<Precedence> {};

TEST_P(FlywayVariableWins, OverTheFiles) {
    EXPECT_EQ(GetParam().value(environment("prod", with(GetParam().variable, "77"))), "77");
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    FlywayVariableWins,
    testing::Values(
        Precedence{"FLYWAY_URL", [](const auto& e) { return revealed(e.url); }},
        Precedence{"environments_prod_url", [](const auto& e) { return revealed(e.url); }},
        Precedence{"FLYWAY_USER", [](const auto& e) { return revealed(e.user); }},
        Precedence{"FLYWAY_PASSWORD", [](const auto& e) { return revealed(e.password); }},
        Precedence{"FLYWAY_TABLE", [](const auto& e) { return *e.history_table; }},
        Precedence{"FLYWAY_DEFAULT_SCHEMA", [](const auto& e) { return *e.history_schema; }},
        Precedence{"FLYWAY_INSTALLED_BY", [](const auto& e) { return *e.installed_by; }},
        Precedence{"FLYWAY_INIT_SQL", [](const auto& e) { return e.init_sql->value; }},
        Precedence{
            "FLYWAY_PLACEHOLDERS_ROLE",
            [](const auto& e) { return e.placeholders.at("role"); }},
        Precedence{
            "FLYWAY_JDBC_PROPERTIES_SSLMODE",
            [](const auto& e) { return e.jdbc_properties.at("sslmode").value.reveal(); }},
        Precedence{
            "FLYWAY_LOCK_RETRY_COUNT",
            [](const auto& e) { return std::to_string(*e.lock_retry_count); }},
        Precedence{
            "FLYWAY_CONNECT_RETRIES",
            [](const auto& e) { return std::to_string(e.connect_retries); }},
        Precedence{
            "FLYWAY_CONNECT_RETRIES_INTERVAL",
            [](const auto& e) { return std::to_string(e.connect_retries_interval_seconds); }}
    ),
    [](const auto& precedence) { return std::string{precedence.param.variable}; }
);

struct Schema {
    const char* name;
    const char* text;
    const char* schema;
};

class HistorySchema : public testing::TestWithParam<Schema> {};

TEST_P(HistorySchema, IsChosenAsFlywayDoes) {
    const auto chosen = environment("prod", {}, ConnectionOf::environment, GetParam().text);
    EXPECT_EQ(chosen.history_schema.value_or("none"), GetParam().schema);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    HistorySchema,
    testing::Values(
        Schema{
            "DefaultSchema",
            "[flyway]\ndefaultSchema='a'\n[environments.prod]\nschemas=['b']",
            "a"},
        Schema{"FirstOfTheEnvironments", "[environments.prod]\nschemas=['b', 'c']", "b"},
        Schema{"FirstOfAll", "[flyway]\nschemas=['d']", "d"},
        Schema{"CommaSeparated", "[flyway]\nschemas=' e , f'", "e"},
        Schema{
            "Override",
            "[flyway]\ndefaultSchema='a'\n[environments.prod.flyway]\ndefaultSchema='g'",
            "g"},
        Schema{"None", "[environments.other]\nschemas=['b']", "none"}
    ),
    [](const auto& schema) { return schema.param.name; }
);

struct Fault {
    const char* name;
    const char* text;
    const char* message;
};

class FlywayEnvironmentFault : public testing::TestWithParam<Fault> {};

TEST_P(FlywayEnvironmentFault, NamesFileLineAndKey) {
    const Error error = error_of([] {
        return environment("prod", {}, ConnectionOf::environment, GetParam().text);
    });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(error.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    FlywayEnvironmentFault,
    testing::Values(
        Fault{
            "MissingVariable",
            "[environments.prod]\npassword='a${env.NONE}'",
            "flyway.toml:2: environments.prod.password needs the environment variable NONE, which is "
            "not set"},
        Fault{
            "Retries",
            "[environments.prod]\nconnectRetries='many'",
            "flyway.toml:2: environments.prod.connectRetries is not a whole number from 0 on"},
        Fault{
            "LockRetries",
            "[flyway]\nlockRetryCount=-2",
            "flyway.toml:2: flyway.lockRetryCount is not a whole number from -1 on"},
        Fault{
            "Flag",
            "[flyway]\nskipDefaultCallbacks='perhaps'",
            "flyway.toml:2: flyway.skipDefaultCallbacks is neither true nor false"}
    ),
    [](const auto& fault) { return fault.param.name; }
);

class ConfWithoutVariable : public testing::TestWithParam<const char*> {};

TEST_P(ConfWithoutVariable, IsNotConnectedSomewhereElse) {
    const std::string text = std::string{"flyway."} + GetParam() + "=x${DB_X}y";
    const Error error = error_of([&] {
        return make_flyway_environment(
            "default",
            ConnectionOf::environment,
            parse_flyway_settings_conf(text, "flyway.conf", {}),
            {},
            {}
        );
    });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(
        error.message(),
        std::string{"flyway.conf:1: flyway."} + GetParam()
            + " needs the environment variable DB_X, which is not set"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    ConfWithoutVariable,
    testing::Values("url", "user", "password", "jdbcProperties.sslmode"),
    [](const auto& key) {
        const std::string name = key.param;
        return name.substr(0, name.find('.'));
    }
);

TEST(MakeFlywayEnvironment, TakesAnEmptySettingOfAConfForNone) {
    const auto empty = make_flyway_environment(
        "default",
        ConnectionOf::environment,
        parse_flyway_settings_conf(
            "flyway.table=${NONE}\nflyway.schemas=\nflyway.placeholders.a=${NONE}\n",
            "flyway.conf",
            {}
        ),
        {},
        {}
    );
    EXPECT_EQ(empty.history_table, std::nullopt);
    EXPECT_EQ(empty.history_schema, std::nullopt);
    EXPECT_THAT(empty.placeholders, ElementsAre(Pair("a", "")));
}

TEST(MakeFlywayEnvironment, TakesTheGeneralSettingsOfAConfForAUrlOfTheCommandLine) {
    const auto alone = make_flyway_environment(
        "default",
        ConnectionOf::command_line,
        parse_flyway_settings_conf(
            "flyway.url=u\nflyway.user=u\nflyway.schemas=app\nflyway.initSql=SELECT 1\n",
            "flyway.conf",
            {}
        ),
        {},
        {}
    );
    EXPECT_EQ(alone.user, std::nullopt);
    EXPECT_EQ(alone.history_schema, "app");
    EXPECT_EQ(alone.init_sql->value, "SELECT 1");
}

TEST(MakeFlywayEnvironment, RefusesAnInstalledByThatTheHistoryCannotHold) {
    const std::string longest(100, 'x');
    EXPECT_EQ(environment("prod", with("FLYWAY_INSTALLED_BY", longest)).installed_by, longest);
    const Error error = error_of([&] {
        return environment("prod", with("FLYWAY_INSTALLED_BY", longest + "x"));
    });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), testing::StartsWith("FLYWAY_INSTALLED_BY is longer"));
}

TEST(ChosenEnvironment, IsTheVariablesThenTheFilesThenDefault) {
    const auto files = parse_flyway_settings_toml(two_environments, "flyway.toml");
    EXPECT_EQ(chosen_environment(files, flyway_settings_of({{"FLYWAY_ENVIRONMENT", "x"}})), "x");
    EXPECT_EQ(chosen_environment(files, {}), "test");
    EXPECT_EQ(chosen_environment({}, {}), "default");
    EXPECT_EQ(
        chosen_environment(parse_flyway_settings_toml("flyway.environment = []", "f"), {}),
        "default"
    );
}

}  // namespace
}  // namespace rollpack::core

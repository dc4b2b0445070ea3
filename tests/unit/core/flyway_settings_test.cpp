#include "rollpack/core/flyway_settings.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::IsEmpty;

const FlywaySetting& at(const FlywaySettings& settings, const std::string& path) {
    return settings.settings.at(path);
}

TEST(ParseFlywaySettingsToml, RefusesWhatIsNotTomlWithItsPlace) {
    const Error error = error_of([] { return parse_flyway_settings_toml("\nurl =", "flyway.toml"); }
    );
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), testing::StartsWith("flyway.toml:2:"));
}

struct Wrong {
    const char* name;
    const char* text;
    const char* message;
};

class NotATable : public testing::TestWithParam<Wrong> {};

TEST_P(NotATable, IsRefusedByItsName) {
    const Error error = error_of([] {
        return parse_flyway_settings_toml(GetParam().text, "flyway.toml");
    });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(error.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    NotATable,
    testing::Values(
        Wrong{"Flyway", "flyway = 1", "flyway.toml:1: flyway is not a table"},
        Wrong{"Environments", "\nenvironments = []", "flyway.toml:2: environments is not a table"},
        Wrong{"OneEnvironment", "[environments]\nprod = 'x'", "flyway.toml:2: prod is not a table"}
    ),
    [](const auto& wrong) { return wrong.param.name; }
);

TEST(ParseFlywaySettingsToml, GivesEverySettingWithItsPlace) {
    const FlywaySettings settings = parse_flyway_settings_toml(
        R"(id = "shop"

[flyway]
table = "history"
schemas = ["app", "other"]
placeholders.app.role = "x"

[environments.prod]
url = "jdbc:postgresql://${env.HOST}/shop"
connectRetries = 3

[environments.prod.flyway]
outOfOrder = true
[environments.empty]
[redgateCompare]
x = 1
)",
        "flyway.toml"
    );
    EXPECT_THAT(settings.environments, ElementsAre("empty", "prod"));
    EXPECT_EQ(settings.settings.size(), 6U);
    EXPECT_EQ(
        at(settings, "environments.prod.url"),
        (FlywaySetting{
            {"jdbc:postgresql://${env.HOST}/shop"},
            {"flyway.toml", 9, "environments.prod.url"},
            {}})
    );
    EXPECT_THAT(at(settings, "flyway.schemas").values, ElementsAre("app", "other"));
    EXPECT_THAT(at(settings, "flyway.placeholders.app.role").values, ElementsAre("x"));
    EXPECT_THAT(at(settings, "environments.prod.connectRetries").values, ElementsAre("3"));
    EXPECT_THAT(at(settings, "environments.prod.flyway.outOfOrder").values, ElementsAre("true"));
    EXPECT_EQ(to_string(at(settings, "flyway.table").place), "flyway.toml:4: flyway.table");
}

TEST(ParseFlywaySettingsToml, PassesOverValuesThatNoSettingHas) {
    EXPECT_THAT(
        parse_flyway_settings_toml("[flyway]\na = 2026-11-22\nb = [[1]]\nc = 1.5", "f").settings,
        IsEmpty()
    );
}

TEST(ParseFlywaySettingsConf, RefusesWhatIsNotUtf8) {
    const Error error = error_of([] {
        return parse_flyway_settings_conf("flyway.user=M\xFCller", "flyway.conf", {});
    });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(error.message(), "flyway.conf is not UTF-8");
}

TEST(ParseFlywaySettingsConf, MakesAnEnvironmentOfTheConnection) {
    const FlywaySettings settings = parse_flyway_settings_conf(
        "flyway.url=jdbc:postgresql://db/shop\nflyway.user = deploy\nflyway.table=history\n"
        "flyway.jdbcProperties.sslmode=require\nother.key=x\n",
        "flyway.conf",
        {}
    );
    EXPECT_THAT(settings.environments, ElementsAre("default"));
    EXPECT_EQ(
        at(settings, "environments.default.url"),
        (FlywaySetting{{"jdbc:postgresql://db/shop"}, {"flyway.conf", 1, "flyway.url"}, {}})
    );
    EXPECT_THAT(
        at(settings, "environments.default.jdbcProperties.sslmode").values,
        ElementsAre("require")
    );
    EXPECT_THAT(at(settings, "flyway.table").values, ElementsAre("history"));
    EXPECT_EQ(settings.settings.size(), 4U);
}

TEST(ParseFlywaySettingsConf, HasNoEnvironmentWithoutAUrl) {
    EXPECT_THAT(
        parse_flyway_settings_conf("flyway.user=x", "flyway.conf", {}).environments,
        IsEmpty()
    );
}

struct Filling {
    const char* name;
    const char* written;
    const char* value;
};

class FlywayConfVariables : public testing::TestWithParam<Filling> {};

TEST_P(FlywayConfVariables, AreFilledIn) {
    const auto settings = parse_flyway_settings_conf(
        std::string{"flyway.table="} + GetParam().written,
        "flyway.conf",
        {{"HOST", "db"}, {"A_1", "${HOST}"}}
    );
    EXPECT_THAT(at(settings, "flyway.table").values, ElementsAre(GetParam().value));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    FlywayConfVariables,
    testing::Values(
        Filling{"Whole", "${HOST}", "db"},
        Filling{"Within", "a${HOST}b${HOST}", "adbbdb"},
        Filling{"NotTwice", "${A_1}", "${HOST}"},
        Filling{"MissingIsNothing", "a${MISSING}b", "ab"},
        Filling{"OtherNamesStay", "${env.HOST}${}$HOST${HOST", "${env.HOST}${}$HOST${HOST"}
    ),
    [](const auto& filling) { return filling.param.name; }
);

TEST(ParseFlywaySettingsConf, RemembersTheVariablesThatAreMissing) {
    const auto settings =
        parse_flyway_settings_conf("flyway.url=${A}:${HOST}/${B}", "f", {{"HOST", "db"}});
    EXPECT_THAT(at(settings, "environments.default.url").missing_variables, ElementsAre("A", "B"));
}

struct Named {
    const char* variable;
    const char* path;
};

class FlywayVariable : public testing::TestWithParam<Named> {};

TEST_P(FlywayVariable, HasThePathOfItsSetting) {
    const auto settings = flyway_settings_of({{GetParam().variable, "x"}});
    ASSERT_EQ(settings.settings.size(), 1U);
    EXPECT_EQ(settings.settings.begin()->first, GetParam().path);
    EXPECT_EQ(to_string(settings.settings.begin()->second.place), GetParam().variable);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    FlywayVariable,
    testing::Values(
        Named{"FLYWAY_URL", "flyway.url"},
        Named{"FLYWAY_DEFAULT_SCHEMA", "flyway.defaultSchema"},
        Named{"FLYWAY_LOCK_RETRY_COUNT", "flyway.lockRetryCount"},
        Named{"FLYWAY_INIT_SQL", "flyway.initSql"},
        Named{"FLYWAY_PLACEHOLDERS_APP_ROLE", "flyway.placeholders.app_role"},
        Named{"FLYWAY_JDBC_PROPERTIES_SSLMODE", "flyway.jdbcProperties.sslmode"},
        Named{"FLYWAY_VAULT_URL", "flyway.vault.url"},
        Named{"flyway_table", "flyway.table"},
        Named{"environments_prod_url", "environments.prod.url"}
    ),
    [](const auto& named) { return std::string{named.param.variable}; }
);

TEST(FlywaySettingsOfVariables, PassOverWhatIsNotForFlyway) {
    EXPECT_EQ(
        flyway_settings_of({{"PATH", "x"}, {"FLYWAY_CONFIG_FILES", "x"}, {"FLYWAYS", "x"}}),
        FlywaySettings{}
    );
}

TEST(FlywaySettingsOfVariables, DefineEnvironments) {
    EXPECT_THAT(
        flyway_settings_of({{"FLYWAY_URL", "x"}, {"environments_prod_user", "x"}}).environments,
        ElementsAre("default", "prod")
    );
}

TEST(MergeFlywaySettings, LetsTheLaterFileWin) {
    const auto merged = merge(
        parse_flyway_settings_toml(
            "flyway.table = 'a'\nflyway.target = '1'\n[environments.a]",
            "1"
        ),
        parse_flyway_settings_toml("flyway.table = 'b'\n[environments.b]", "2")
    );
    EXPECT_THAT(at(merged, "flyway.table").values, ElementsAre("b"));
    EXPECT_THAT(at(merged, "flyway.target").values, ElementsAre("1"));
    EXPECT_THAT(merged.environments, ElementsAre("a", "b"));
}

}  // namespace
}  // namespace rollpack::core

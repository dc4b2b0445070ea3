#include "found.hpp"
#include "rollpack/core/flyway_environment.hpp"
#include "support/selection_builder.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Findings check(const std::string& text, const Variables& variables = {}) {
    const FlywayEnvironment environment = make_flyway_environment(
        "prod",
        ConnectionOf::environment,
        parse_flyway_settings_toml(text, "flyway.toml"),
        flyway_settings_of(variables),
        variables
    );
    Findings findings;
    const Selection built = test::SelectionBuilder{"123"}.build();
    check_flyway_environment(environment, &built, findings);
    return findings;
}

struct Setting {
    const char* name;
    const char* text;
    const char* message;
};

class UnsupportedSetting : public testing::TestWithParam<Setting> {};

TEST_P(UnsupportedSetting, IsRefusedByName) {
    const Findings findings = check(std::string{"\n"} + GetParam().text);
    ASSERT_THAT(test::names_of(findings), ElementsAre("configuration-unsupported"));
    const Finding& finding = findings.all().front();
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_EQ(finding.subject, "flyway.toml");
    EXPECT_EQ(finding.line, 2U);
    EXPECT_THAT(finding.message, testing::StartsWith(GetParam().message));
    EXPECT_THAT(finding.hint, HasSubstr("--allow configuration-unsupported"));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    UnsupportedSetting,
    testing::Values(
        Setting{
            "Callbacks",
            "flyway.callbacks=['a.B']",
            "flyway.callbacks names callbacks in Java"},
        Setting{
            "CallbackLocations",
            "environments.prod.flyway.callbackLocations=['x']",
            "environments.prod.flyway.callbackLocations names callbacks that are not in the package"},
        Setting{"CherryPick", "flyway.cherryPick=['3']", "flyway.cherryPick picks"},
        Setting{"Dapr", "flyway.dapr.url='x'", "flyway.dapr.url takes settings from Dapr"},
        Setting{
            "Driver",
            "environments.prod.driver='com.p6spy.engine.spy.P6SpyDriver'",
            "environments.prod.driver is not the driver of PostgreSQL"},
        Setting{
            "DryRun",
            "flyway.dryRunOutput='x.sql'",
            "flyway.dryRunOutput makes Flyway write SQL"},
        Setting{"Encoding", "flyway.encoding='ISO-8859-1'", "flyway.encoding is not UTF-8"},
        Setting{
            "ErrorOverrides",
            "flyway.errorOverrides=['99:*:W']",
            "flyway.errorOverrides changes"},
        Setting{
            "ExecuteInTransaction",
            "flyway.executeInTransaction=false",
            "flyway.executeInTransaction makes Flyway run scripts outside of transactions"},
        Setting{"SecretManager", "flyway.gcsm.project='x'", "flyway.gcsm.project takes settings"},
        Setting{
            "Locations",
            "environments.prod.flyway.locations=['x']",
            "environments.prod.flyway.locations gives this environment scripts of its own"},
        Setting{
            "MigrationResolvers",
            "flyway.migrationResolvers=['a.B']",
            "flyway.migrationResolvers finds migrations with Java classes"},
        Setting{
            "Provisioner",
            "environments.prod.provisioner='clone'",
            "environments.prod.provisioner makes or changes the database"},
        Setting{"Resolvers", "flyway.resolvers=['a.B']", "flyway.resolvers finds migrations"},
        Setting{
            "SkipDefaultResolvers",
            "flyway.skipDefaultResolvers=true",
            "flyway.skipDefaultResolvers makes Flyway pass over SQL scripts"},
        Setting{
            "SkipExecuting",
            "flyway.skipExecutingMigrations=true",
            "flyway.skipExecutingMigrations makes Flyway write the history without"},
        Setting{"Vault", "flyway.vault.url='x'", "flyway.vault.url takes settings from Vault"}
    ),
    [](const auto& setting) { return setting.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    OtherThanThePackage,
    UnsupportedSetting,
    testing::Values(
        Setting{
            "VersionedPrefix",
            "flyway.sqlMigrationPrefix='A'",
            "flyway.sqlMigrationPrefix is \"A\", but the package was built with \"V\""},
        Setting{
            "UndoPrefix",
            "flyway.undoSqlMigrationPrefix='A'",
            "flyway.undoSqlMigrationPrefix is"},
        Setting{
            "RepeatablePrefix",
            "flyway.repeatableSqlMigrationPrefix='A'",
            "flyway.repeatableSqlMigrationPrefix is"},
        Setting{"Separator", "flyway.sqlMigrationSeparator='-'", "flyway.sqlMigrationSeparator is"},
        Setting{
            "Suffixes",
            "flyway.sqlMigrationSuffixes=['.sql', '.pgsql']",
            "flyway.sqlMigrationSuffixes is \".sql,.pgsql\", but the package was built with \".sql\""},
        Setting{
            "Replacement",
            "flyway.placeholderReplacement=false",
            "flyway.placeholderReplacement is \"false\", but"},
        Setting{"Prefix", "flyway.placeholderPrefix='<'", "flyway.placeholderPrefix is"},
        Setting{"Suffix", "flyway.placeholderSuffix='>'", "flyway.placeholderSuffix is"},
        Setting{
            "NameSeparator",
            "flyway.placeholderSeparator='.'",
            "flyway.placeholderSeparator is"}
    ),
    [](const auto& setting) { return setting.param.name; }
);

TEST(CheckFlywayEnvironment, PassesOverWhatDoesNotChangeARollback) {
    const Findings findings = check(R"([flyway]
locations = ["sql"]
callbackLocations = ["callbacks"]
callbacks = []
encoding = "UTF-8"
executeInTransaction = true
group = true
mixed = true
outOfOrder = true
target = "7"
skipDefaultResolvers = false
sqlMigrationPrefix = "V"
sqlMigrationSuffixes = [".sql"]
placeholderReplacement = true
postgresql.transactional.lock = false
[environments.prod]
driver = "org.postgresql.Driver"
[environments.other]
provisioner = "clone"
)");
    EXPECT_THAT(test::messages_of(findings), IsEmpty());
}

TEST(CheckFlywayEnvironment, NamesAVariable) {
    const Findings findings = check("", {{"FLYWAY_CALLBACKS", "a.B"}});
    ASSERT_EQ(findings.all().size(), 1U);
    EXPECT_EQ(findings.all().front().subject, "FLYWAY_CALLBACKS");
    EXPECT_EQ(findings.all().front().line, std::nullopt);
    EXPECT_THAT(findings.all().front().message, testing::StartsWith("callbacks names callbacks"));
}

TEST(CheckFlywayEnvironment, NeedsNoPackage) {
    const FlywayEnvironment environment = make_flyway_environment(
        "default",
        ConnectionOf::environment,
        parse_flyway_settings_toml("[flyway]\nsqlMigrationPrefix='A'\nresolvers=['b']", "f"),
        {},
        {}
    );
    Findings findings;
    check_flyway_environment(environment, nullptr, findings);
    EXPECT_EQ(findings.all().size(), 1U);
}

}  // namespace
}  // namespace rollpack::core

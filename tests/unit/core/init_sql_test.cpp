#include "rollpack/core/init_sql.hpp"

#include "support/error_of.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using test::error_of;
using testing::StartsWith;

StepScript init_script(const std::string& sql) {
    const test::Situation situation;
    PlanOptions options = situation.options;
    options.placeholders = {{"owner", "shop_owner"}};
    return init_sql_script(
        {sql, {"flyway.toml", 3, "environments.prod.initSql"}},
        {.values = {{"owner", "of the package"}, {"packed", "p"}}},
        situation.facts,
        options,
        test::analyze_words
    );
}

TEST(InitSqlScript, HasPlaceholdersReplaced) {
    const StepScript script = init_script(
        "role ${owner} ${packed} ${flyway:user} ${flyway:environment} ${flyway:filename}"
    );
    EXPECT_EQ(script.text, "role shop_owner p deployer default initSql");
    EXPECT_EQ(script.path, "initSql");
    EXPECT_EQ(script.analysis.statements.size(), 1U);
}

TEST(InitSqlScript, MayBeNewerThanTheParser) {
    EXPECT_EQ(init_script("strange").analysis.faults.size(), 1U);
}

struct Fault {
    const char* name;
    const char* sql;
};

class FaultyInitSql : public testing::TestWithParam<Fault> {};

TEST_P(FaultyInitSql, IsNamedWithItsPlace) {
    const Error error = error_of([] { return init_script(GetParam().sql); });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(error.message(), StartsWith("flyway.toml:3: environments.prod.initSql: "));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    FaultyInitSql,
    testing::Values(
        Fault{"PlaceholderWithoutValue", "role ${nobody}"},
        Fault{"PsqlCommand", "\\d"},
        Fault{"OpenQuote", "open"}
    ),
    [](const auto& fault) { return fault.param.name; }
);

}  // namespace
}  // namespace rollpack::core

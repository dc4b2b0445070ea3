#include "integration/journey/shop.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rollpack::test {

namespace {

using core::FindingCode;

/// What makes the gate refuse a database that could otherwise be rolled back.
struct Obstacle {
    std::string name;
    std::string sql;  ///< {} is the database's name
    FindingCode code;
};

class Gate : public testing::TestWithParam<Obstacle> {};

TEST_P(Gate, RefusesAndChangesNothing) {
    const TestDatabase database(database_at(129));
    query(database, fmt::format(fmt::runtime(GetParam().sql), database.name()));
    const DumpOptions everything{.data = true, .history_table = "no such table", .without = {}};
    const std::string before = dump(database, everything);

    const app::ApplyResult result = apply(apply_request(database, shop().package()));

    EXPECT_FALSE(result.report.has_value());
    const auto& findings = result.planned.findings;
    const auto found = std::ranges::find(findings, GetParam().code, &core::Finding::code);
    ASSERT_NE(found, findings.end());
    EXPECT_EQ(found->severity, core::Severity::error);
    EXPECT_EQ(dump(database, everything), before);
}

INSTANTIATE_TEST_SUITE_P(
    Shop,
    Gate,
    testing::Values(
        Obstacle{
            "ReadOnlyDefault",
            "ALTER DATABASE {} SET default_transaction_read_only = on",
            FindingCode::server_read_only},
        Obstacle{
            "RowThatSomebodyTookOut",
            "DELETE FROM flyway_schema_history WHERE version = '121'",
            FindingCode::history_gap},
        Obstacle{
            "HotFixFromElsewhere",
            "INSERT INTO flyway_schema_history SELECT max(installed_rank) + 1, '126.1', 'hotfix', "
            "'SQL', 'V126.1__hotfix.sql', 1, 'postgres', now(), 1, true FROM flyway_schema_history",
            FindingCode::applied_unknown},
        Obstacle{
            "HistoryOfAnotherProject",
            "UPDATE flyway_schema_history SET checksum = 1, "
            "version = CASE WHEN version IS NULL THEN NULL ELSE installed_rank::text END, "
            "description = 'invoices ' || installed_rank, "
            "script = 'V' || installed_rank || '__invoices.sql'",
            FindingCode::wrong_database}
    ),
    [](const auto& each) { return each.param.name; }
);

}  // namespace

}  // namespace rollpack::test

#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

struct Sample {
    std::string name;
    std::string sql;
    std::string words;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class NotTransactional : public ::testing::TestWithParam<Sample> {};

TEST_P(NotTransactional, IsNamed) {
    const core::SqlAnalysis analysis = analyze_sql(GetParam().sql);

    ASSERT_EQ(analysis.statements.size(), 1U);
    EXPECT_EQ(analysis.statements.front().not_transactional, GetParam().words);
    EXPECT_EQ(analysis.statements.front().transaction_control, "");
    EXPECT_TRUE(analysis.faults.empty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    NotTransactional,
    ::testing::Values(
        Sample{
            "CreateIndex",
            "create unique index concurrently i on t (a)",
            "CREATE INDEX CONCURRENTLY"},
        Sample{"DropIndex", "DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY"},
        Sample{"ReindexTable", "REINDEX TABLE CONCURRENTLY t", "REINDEX TABLE CONCURRENTLY"},
        Sample{
            "ReindexIndex",
            "REINDEX (VERBOSE, CONCURRENTLY) INDEX i",
            "REINDEX INDEX CONCURRENTLY"},
        Sample{
            "ReindexOptionOn",
            "REINDEX (CONCURRENTLY true) INDEX i",
            "REINDEX INDEX CONCURRENTLY"},
        Sample{"ReindexSchema", "REINDEX SCHEMA app", "REINDEX SCHEMA"},
        Sample{"ReindexDatabase", "REINDEX DATABASE d", "REINDEX DATABASE"},
        Sample{"ReindexSystem", "REINDEX SYSTEM d", "REINDEX SYSTEM"},
        Sample{"Vacuum", "VACUUM FULL t", "VACUUM"},
        Sample{"CreateDatabase", "CREATE DATABASE d", "CREATE DATABASE"},
        Sample{"DropDatabase", "DROP DATABASE d", "DROP DATABASE"},
        Sample{
            "MoveDatabase",
            "ALTER DATABASE d SET TABLESPACE s",
            "ALTER DATABASE ... SET TABLESPACE"},
        Sample{"CreateTablespace", "CREATE TABLESPACE s LOCATION '/x'", "CREATE TABLESPACE"},
        Sample{"DropTablespace", "DROP TABLESPACE s", "DROP TABLESPACE"},
        Sample{
            "CreateSubscription",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
            "CREATE SUBSCRIPTION"},
        Sample{"DropSubscription", "DROP SUBSCRIPTION s", "DROP SUBSCRIPTION"},
        Sample{
            "RefreshSubscription",
            "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
            "ALTER SUBSCRIPTION ... REFRESH PUBLICATION"},
        Sample{"AlterSystem", "ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM"},
        Sample{"DiscardAll", "DISCARD ALL", "DISCARD ALL"},
        Sample{
            "DetachPartition",
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
            "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY"},
        Sample{"ClusterAll", "CLUSTER", "CLUSTER"},
        Sample{"CommitPrepared", "COMMIT PREPARED 'x'", "COMMIT PREPARED"},
        Sample{"RollbackPrepared", "ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Allowed,
    NotTransactional,
    ::testing::Values(
        Sample{"CreateIndex", "CREATE INDEX i ON t (a)", ""},
        Sample{"IndexCalledConcurrently", R"(DROP INDEX "concurrently")", ""},
        Sample{"ReindexTable", "REINDEX TABLE t", ""},
        Sample{"ReindexOptionOff", "REINDEX (CONCURRENTLY off) TABLE t", ""},
        Sample{"ReindexOptionZero", "REINDEX (CONCURRENTLY 0) TABLE t", ""},
        Sample{"Analyze", "ANALYZE t", ""},
        Sample{"RefreshView", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", ""},
        Sample{
            "SubscriptionWithoutSlot",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)",
            ""},
        Sample{
            "SubscriptionWithoutConnection",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
            ""},
        Sample{
            "SubscriptionNotRefreshed",
            "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
            ""},
        Sample{"RenameDatabase", "ALTER DATABASE d RENAME TO e", ""},
        Sample{"DiscardPlans", "DISCARD PLANS", ""},
        Sample{"DetachPartition", "ALTER TABLE t DETACH PARTITION p", ""},
        Sample{"ClusterTable", "CLUSTER t USING i", ""},
        Sample{"AddEnumValue", "ALTER TYPE e ADD VALUE 'x'", ""},
        Sample{"Savepoint", "SAVEPOINT s", ""},
        Sample{"ReleaseSavepoint", "RELEASE s", ""},
        Sample{"RollbackToSavepoint", "ROLLBACK TO s", ""},
        Sample{"SetTransaction", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", ""}
    ),
    [](const auto& sample) { return sample.param.name; }
);

class TransactionControl : public ::testing::TestWithParam<Sample> {};

TEST_P(TransactionControl, IsNamed) {
    const core::SqlAnalysis analysis = analyze_sql(GetParam().sql);

    ASSERT_EQ(analysis.statements.size(), 1U);
    EXPECT_EQ(analysis.statements.front().transaction_control, GetParam().words);
    EXPECT_EQ(analysis.statements.front().not_transactional, "");
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    TransactionControl,
    ::testing::Values(
        Sample{"Begin", "begin isolation level serializable", "BEGIN"},
        Sample{"Start", "START TRANSACTION", "START TRANSACTION"},
        Sample{"Commit", "COMMIT AND CHAIN", "COMMIT"},
        Sample{"End", "END", "COMMIT"},
        Sample{"Rollback", "ROLLBACK WORK", "ROLLBACK"},
        Sample{"Abort", "ABORT", "ROLLBACK"},
        Sample{"Prepare", "PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"},
        Sample{"PrepareStatement", "PREPARE transaction_x AS SELECT 1", ""},
        Sample{"UnknownBegin", "BEGIN SOMETHING NEW", "BEGIN"},
        Sample{"UnknownRollbackTo", "ROLLBACK WORK TO SAVEPOINT a NEW", ""}
    ),
    [](const auto& sample) { return sample.param.name; }
);

class UnparsableNotTransactional : public ::testing::TestWithParam<Sample> {};

TEST_P(UnparsableNotTransactional, IsNamedByItsWords) {
    const core::SqlAnalysis analysis = analyze_sql(GetParam().sql);

    ASSERT_EQ(analysis.statements.size(), 1U);
    EXPECT_EQ(analysis.faults.size(), 1U);
    EXPECT_EQ(analysis.statements.front().not_transactional, GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    UnparsableNotTransactional,
    ::testing::Values(
        Sample{"Vacuum", "VACUUM ONLY NEW t SYNTAX", "VACUUM"},
        Sample{
            "CreateIndex",
            "create /* a */ unique index concurrently i on t (a) SOMEHOW ELSE",
            "CREATE UNIQUE INDEX CONCURRENTLY"},
        Sample{"DropDatabase", "DROP DATABASE d GENTLY", "DROP DATABASE"},
        Sample{"Another", "CREATE WONDER x", ""},
        Sample{"LongerWord", "VACUUMS t", ""}
    ),
    [](const auto& sample) { return sample.param.name; }
);

}  // namespace
}  // namespace rollpack::executor

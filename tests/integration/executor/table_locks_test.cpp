#include "rollpack/executor/sql_script.hpp"
#include "support/pg_cluster.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

constexpr const char* schema = R"(
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TABLE app.customers (id bigint PRIMARY KEY, name text);
CREATE TABLE app.orders (
    id bigserial PRIMARY KEY,
    customer bigint CONSTRAINT fk REFERENCES app.customers,
    note text,
    price numeric CONSTRAINT pos CHECK (price >= 0)
);
ALTER TABLE app.orders ADD CONSTRAINT later CHECK (price < 100) NOT VALID;
CREATE INDEX orders_note ON app.orders (note);
CREATE UNIQUE INDEX orders_unique ON app.orders (id, note);
CREATE VIEW app.v AS SELECT id FROM app.orders;
CREATE MATERIALIZED VIEW app.m AS SELECT id FROM app.orders;
CREATE UNIQUE INDEX m_id ON app.m (id);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touch BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE POLICY p ON app.orders;
CREATE RULE r AS ON INSERT TO app.customers DO NOTHING;
CREATE SEQUENCE app.s;
CREATE TABLE app.parts (id int, at date) PARTITION BY RANGE (id);
CREATE TABLE app.part PARTITION OF app.parts FOR VALUES FROM (0) TO (10);
CREATE TABLE app.loose (id int, at date);
CREATE TABLE app.parent (id int);
)";

/// One for all tests: each works in a transaction that is never committed.
const test::TestDatabase& filled_database() {
    static const test::TestDatabase database;
    static const auto filled = test::query(database, schema);
    return database;
}

using Locks = std::map<std::string, core::LockMode>;

/// "ShareUpdateExclusiveLock" of pg_locks.
core::LockMode mode_of(const std::string& server_name) {
    static const std::map<std::string, core::LockMode> modes{
        {"AccessShareLock", core::LockMode::access_share},
        {"RowShareLock", core::LockMode::row_share},
        {"RowExclusiveLock", core::LockMode::row_exclusive},
        {"ShareUpdateExclusiveLock", core::LockMode::share_update_exclusive},
        {"ShareLock", core::LockMode::share},
        {"ShareRowExclusiveLock", core::LockMode::share_row_exclusive},
        {"ExclusiveLock", core::LockMode::exclusive},
        {"AccessExclusiveLock", core::LockMode::access_exclusive},
    };
    return modes.at(server_name);
}

/// By name, the strongest locks that the server took on what was there before. The names are kept in
/// a table, for what is dropped or renamed has none any more.
Locks locks_on_server(const std::string& sql) {
    const std::string before = R"(
        BEGIN;
        CREATE TEMP TABLE known ON COMMIT DROP AS
            SELECT c.oid AS id, n.nspname || '.' || c.relname AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'app';
        )";
    const std::string after = R"(;
        SELECT k.name, l.mode
        FROM pg_locks l JOIN known k ON k.id = l.relation
        WHERE l.pid = pg_backend_pid())";
    Locks locks;
    for (const test::TextRow& row : test::query(filled_database(), before + sql + after)) {
        const core::LockMode mode = mode_of(row.at(1).value());
        core::LockMode& strongest = locks[row.at(0).value()];
        strongest = std::max(strongest, mode);
    }
    return locks;
}

Locks locks_by_analysis(const std::string& sql) {
    Locks locks;
    for (const core::TableLock& lock : analyze_sql(sql).locks) {
        core::LockMode& strongest = locks[full_name(lock.relation)];
        strongest = std::max(strongest, lock.mode);
    }
    return locks;
}

struct Sample {
    std::string name;
    std::string sql;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class TableLocks : public ::testing::TestWithParam<Sample> {};

TEST_P(TableLocks, AreThoseThatTheServerTakesOnWhatIsNamed) {
    if (GetParam().name == "Merge") {
        ROLLPACK_NEEDS_SERVER(15, "MERGE");
    }
    if (GetParam().name == "Detach") {
        ROLLPACK_NEEDS_SERVER(14, "a weaker lock for DETACH PARTITION");
    }
    const Locks expected = locks_by_analysis(GetParam().sql);
    const Locks taken = locks_on_server(GetParam().sql);
    ASSERT_FALSE(expected.empty());
    for (const auto& [name, mode] : expected) {
        ASSERT_TRUE(taken.contains(name)) << name;
        EXPECT_EQ(to_string(taken.at(name)), to_string(mode)) << name;
    }
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    return sample.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    AlterTable,
    TableLocks,
    ::testing::Values(
        Sample{"AddColumn", "ALTER TABLE app.orders ADD COLUMN x int"},
        Sample{"AddReference", "ALTER TABLE app.orders ADD x bigint REFERENCES app.customers"},
        Sample{"DropColumn", "ALTER TABLE app.orders DROP COLUMN price"},
        Sample{"Type", "ALTER TABLE app.orders ALTER price TYPE int"},
        Sample{"NotNull", "ALTER TABLE app.orders ALTER note SET NOT NULL"},
        Sample{"Default", "ALTER TABLE app.orders ALTER note SET DEFAULT 'a'"},
        Sample{"Statistics", "ALTER TABLE app.orders ALTER note SET STATISTICS 10"},
        Sample{"Storage", "ALTER TABLE app.orders ALTER note SET STORAGE EXTERNAL"},
        Sample{"ColumnOption", "ALTER TABLE app.orders ALTER note SET (n_distinct = 3)"},
        Sample{"Check", "ALTER TABLE app.orders ADD CONSTRAINT k CHECK (id > 0)"},
        Sample{
            "ForeignKey",
            "ALTER TABLE app.orders ADD FOREIGN KEY (id) REFERENCES app.customers"},
        Sample{"DropCheck", "ALTER TABLE app.orders DROP CONSTRAINT pos"},
        Sample{"Unique", "ALTER TABLE app.orders ADD UNIQUE (note)"},
        Sample{"UniqueIndex", "ALTER TABLE app.orders ADD UNIQUE USING INDEX orders_unique"},
        Sample{"Validate", "ALTER TABLE app.orders VALIDATE CONSTRAINT later"},
        Sample{"ChangeConstraint", "ALTER TABLE app.orders ALTER CONSTRAINT fk DEFERRABLE"},
        Sample{"ClusterOn", "ALTER TABLE app.orders CLUSTER ON orders_pkey"},
        Sample{"WithoutCluster", "ALTER TABLE app.orders SET WITHOUT CLUSTER"},
        Sample{"Option", "ALTER TABLE app.orders SET (fillfactor = 50)"},
        Sample{"StrongOption", "ALTER TABLE app.orders SET (user_catalog_table = true)"},
        Sample{"ResetOption", "ALTER TABLE app.orders RESET (fillfactor)"},
        Sample{"DisableTrigger", "ALTER TABLE app.orders DISABLE TRIGGER touch"},
        Sample{"EnableTrigger", "ALTER TABLE app.orders ENABLE ALWAYS TRIGGER touch"},
        Sample{"DisableRule", "ALTER TABLE app.customers DISABLE RULE r"},
        Sample{"RowSecurity", "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY"},
        Sample{"ReplicaIdentity", "ALTER TABLE app.orders REPLICA IDENTITY FULL"},
        Sample{"Owner", "ALTER TABLE app.orders OWNER TO CURRENT_USER"},
        Sample{"Unlogged", "ALTER TABLE app.loose SET UNLOGGED"},
        Sample{"Attach", "ALTER TABLE app.parts ATTACH PARTITION app.loose DEFAULT"},
        Sample{"Detach", "ALTER TABLE app.parts DETACH PARTITION app.part"},
        Sample{"Inherit", "ALTER TABLE app.loose INHERIT app.parent"},
        Sample{"Rename", "ALTER TABLE app.orders RENAME TO y"},
        Sample{"RenameColumn", "ALTER TABLE app.orders RENAME note TO y"},
        Sample{"RenameConstraint", "ALTER TABLE app.orders RENAME CONSTRAINT pos TO y"},
        Sample{"Move", "ALTER TABLE app.orders SET SCHEMA other"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    AlterOthers,
    TableLocks,
    ::testing::Values(
        Sample{"RenameIndex", "ALTER INDEX app.orders_note RENAME TO y"},
        Sample{"IndexOption", "ALTER INDEX app.orders_note SET (fillfactor = 50)"},
        Sample{"View", "ALTER VIEW app.v ALTER id SET DEFAULT 1"},
        Sample{"ViewOption", "ALTER VIEW app.v SET (security_barrier = true)"},
        Sample{"RenameView", "ALTER VIEW app.v RENAME TO y"},
        Sample{"RenameMaterializedView", "ALTER MATERIALIZED VIEW app.m RENAME TO y"},
        Sample{"Sequence", "ALTER SEQUENCE app.s INCREMENT 2"},
        Sample{"RenameSequence", "ALTER SEQUENCE app.s RENAME TO y"},
        Sample{"RenameTrigger", "ALTER TRIGGER touch ON app.orders RENAME TO y"},
        Sample{"Policy", "ALTER POLICY p ON app.orders USING (true)"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    CreateAndDrop,
    TableLocks,
    ::testing::Values(
        Sample{"Reference", "CREATE TABLE app.x (a bigint REFERENCES app.customers)"},
        Sample{
            "TableReference",
            "CREATE TABLE x (a int, FOREIGN KEY (a) REFERENCES app.customers)"},
        Sample{"Inherits", "CREATE TABLE app.x () INHERITS (app.parent)"},
        Sample{"Partition", "CREATE TABLE app.x PARTITION OF app.parts DEFAULT"},
        Sample{"Index", "CREATE INDEX ON app.orders (price)"},
        Sample{
            "Trigger",
            "CREATE TRIGGER x BEFORE INSERT ON app.orders EXECUTE FUNCTION app.touch()"},
        Sample{"Rule", "CREATE RULE x AS ON DELETE TO app.orders DO NOTHING"},
        Sample{"CreatePolicy", "CREATE POLICY x ON app.orders"},
        Sample{"Statistics", "CREATE STATISTICS app.x ON customer, note FROM app.orders"},
        Sample{"ReplaceView", "CREATE OR REPLACE VIEW app.v AS SELECT id FROM app.orders"},
        Sample{"Publication", "CREATE PUBLICATION x FOR TABLE app.orders"},
        Sample{"DropTable", "DROP TABLE app.orders CASCADE"},
        Sample{"DropView", "DROP VIEW app.v"},
        Sample{"DropMaterializedView", "DROP MATERIALIZED VIEW app.m"},
        Sample{"DropSequence", "DROP SEQUENCE app.s"},
        Sample{"DropIndex", "DROP INDEX app.orders_note"},
        Sample{"DropTrigger", "DROP TRIGGER touch ON app.orders"},
        Sample{"DropRule", "DROP RULE r ON app.customers"},
        Sample{"DropPolicy", "DROP POLICY p ON app.orders"},
        Sample{"Comment", "COMMENT ON TABLE app.orders IS 'x'"},
        Sample{"CommentOnColumn", "COMMENT ON COLUMN app.orders.note IS 'x'"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Rows,
    TableLocks,
    ::testing::Values(
        Sample{"Insert", "INSERT INTO app.loose SELECT id FROM app.orders"},
        Sample{"Update", "UPDATE app.orders SET note = 'a'"},
        Sample{"Delete", "DELETE FROM app.orders USING app.customers"},
        Sample{
            "Merge",
            "MERGE INTO app.loose l USING app.parts p ON l.id = p.id WHEN MATCHED THEN DELETE"},
        Sample{"Copy", "COPY app.loose FROM '/dev/null'"},
        Sample{"ForUpdate", "SELECT 1 FROM app.orders FOR UPDATE"},
        Sample{"ForShareOf", "SELECT 1 FROM app.orders o, app.customers c FOR SHARE OF o"},
        Sample{"With", "WITH d AS (DELETE FROM app.loose RETURNING *) SELECT * FROM d"},
        Sample{"Truncate", "TRUNCATE app.loose"},
        Sample{"Lock", "LOCK TABLE app.orders"},
        Sample{"LockInMode", "LOCK TABLE app.orders IN SHARE MODE"},
        Sample{"Analyze", "ANALYZE app.orders"},
        Sample{"Cluster", "CLUSTER app.orders USING orders_pkey"},
        Sample{"Reindex", "REINDEX TABLE app.orders"},
        Sample{"ReindexIndex", "REINDEX INDEX app.orders_note"},
        Sample{"Refresh", "REFRESH MATERIALIZED VIEW app.m"},
        Sample{"RefreshConcurrently", "REFRESH MATERIALIZED VIEW CONCURRENTLY app.m"}
    ),
    name_of
);

}  // namespace
}  // namespace rollpack::executor

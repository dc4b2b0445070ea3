#include "rollpack/executor/sql_script.hpp"
#include "support/pg_cluster.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

constexpr const char* schema = R"(
CREATE SCHEMA app;
CREATE TABLE app.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE app.orders (
    id bigserial PRIMARY KEY,
    customer bigint REFERENCES app.customers,
    note text,
    price numeric CHECK (price >= 0)
);
CREATE INDEX orders_customer ON app.orders (customer);
CREATE VIEW app.order_list AS SELECT o.id, c.name FROM app.orders o JOIN app.customers c ON c.id = o.id;
CREATE MATERIALIZED VIEW app.totals AS SELECT count(*) AS orders FROM app.orders;
CREATE FUNCTION app.net(gross bigint) RETURNS bigint LANGUAGE sql AS 'SELECT gross';
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touch BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TYPE app.state AS ENUM ('open');
CREATE TABLE app.logs (id serial PRIMARY KEY, at timestamptz DEFAULT now(), line text);
CREATE INDEX logs_at ON app.logs (at);
INSERT INTO app.customers (name) VALUES ('a');
)";

/// One for all tests: each works in a transaction that is never committed.
const test::TestDatabase& filled_database() {
    static const test::TestDatabase database;
    static const auto filled = test::query(database, schema);
    return database;
}

/// Entries of the lock table after `sql` in a new transaction, without those of every transaction.
std::size_t locks_of(const std::string& sql) {
    const std::string count = R"(
        SELECT count(DISTINCT (locktype, database, relation, classid, objid, objsubid))
        FROM pg_catalog.pg_locks
        WHERE pid = pg_backend_pid() AND locktype IN ('relation', 'object')
          AND classid IS DISTINCT FROM 'pg_catalog.pg_namespace'::regclass
          AND relation IS DISTINCT FROM 'pg_catalog.pg_locks'::regclass)";
    return std::stoul(test::query_value(filled_database(), "BEGIN; " + sql + ";" + count));
}

std::size_t estimate_of(const std::string& sql) {
    std::size_t locks = 0;
    for (const core::SqlStatement& statement : analyze_sql(sql).statements) {
        locks += statement.estimated_locks;
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

class LockEstimate : public ::testing::TestWithParam<Sample> {};

TEST_P(LockEstimate, IsAtLeastWhatTheServerTakes) {
    EXPECT_GE(estimate_of(GetParam().sql), locks_of(GetParam().sql));
}

INSTANTIATE_TEST_SUITE_P(
    Common,
    LockEstimate,
    ::testing::Values(
        Sample{"CreateTable", "CREATE TABLE app.x (id bigserial PRIMARY KEY, a text UNIQUE)"},
        Sample{
            "CreateTableWithForeignKeys",
            "CREATE TABLE app.x (id int PRIMARY KEY, a bigint REFERENCES app.orders, "
            "b bigint REFERENCES app.customers)"},
        Sample{"CreateTableLike", "CREATE TABLE app.x (LIKE app.orders INCLUDING ALL)"},
        Sample{"CreateTableAs", "CREATE TABLE app.x AS SELECT * FROM app.logs"},
        Sample{"DropTable", "DROP TABLE app.logs"},
        Sample{"DropTableCascade", "DROP TABLE app.customers CASCADE"},
        Sample{"CreateIndex", "CREATE INDEX ON app.orders (price)"},
        Sample{"DropIndex", "DROP INDEX app.orders_customer"},
        Sample{"CreateView", "CREATE VIEW app.x AS SELECT 1 FROM app.orders, app.logs"},
        Sample{
            "ReplaceView",
            "CREATE OR REPLACE VIEW app.order_list AS SELECT 1::bigint AS id, ''::text AS name"},
        Sample{"DropView", "DROP VIEW app.order_list"},
        Sample{
            "CreateMaterializedView",
            "CREATE MATERIALIZED VIEW app.x AS SELECT * FROM app.logs"},
        Sample{"RefreshMaterializedView", "REFRESH MATERIALIZED VIEW app.totals"},
        Sample{"DropMaterializedView", "DROP MATERIALIZED VIEW app.totals"},
        Sample{
            "ReplaceFunction",
            "CREATE OR REPLACE FUNCTION app.net(gross bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'"},
        Sample{"DropFunction", "DROP FUNCTION app.net(bigint)"},
        Sample{"DropTrigger", "DROP TRIGGER touch ON app.orders"},
        Sample{"DropType", "DROP TYPE app.state"},
        Sample{"DropSchema", "CREATE SCHEMA x; DROP SCHEMA x"},
        Sample{"AddColumn", "ALTER TABLE app.orders ADD COLUMN x text NOT NULL DEFAULT 'a'"},
        Sample{"AddSerialColumn", "ALTER TABLE app.orders ADD COLUMN x serial"},
        Sample{"AddReference", "ALTER TABLE app.logs ADD COLUMN x bigint REFERENCES app.orders"},
        Sample{"DropColumn", "ALTER TABLE app.orders DROP COLUMN price"},
        Sample{"DropColumnCascade", "ALTER TABLE app.orders DROP COLUMN customer CASCADE"},
        Sample{"ChangeType", "ALTER TABLE app.orders ALTER COLUMN note TYPE varchar(20)"},
        Sample{"AddKey", "ALTER TABLE app.orders ADD CONSTRAINT x UNIQUE (note)"},
        Sample{"DropForeignKey", "ALTER TABLE app.orders DROP CONSTRAINT orders_customer_fkey"},
        Sample{"Rename", "ALTER TABLE app.orders RENAME TO x"},
        Sample{"Insert", "INSERT INTO app.orders (customer, price) VALUES (1, 2)"},
        Sample{"Update", "UPDATE app.orders SET price = c.id FROM app.customers c"},
        Sample{"Delete", "DELETE FROM app.logs WHERE id IN (SELECT id FROM app.orders)"},
        Sample{"Select", "SELECT count(*) FROM app.orders"},
        Sample{"Truncate", "TRUNCATE app.logs"},
        Sample{"CreateExtension", "CREATE EXTENSION hstore"},
        Sample{"DoBlock", "DO $$ BEGIN UPDATE app.orders SET price = 1; END $$"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(LockEstimate, IsNotFarAboveTheTruthForSmallVersions) {
    std::string script;
    for (int i = 0; i < 50; ++i) {
        const std::string table = "app.t" + std::to_string(i);
        script += "CREATE TABLE ";
        script += table;
        script += " (id bigserial PRIMARY KEY, a text); CREATE INDEX ON ";
        script += table;
        script += " (a); ";
    }

    EXPECT_LE(estimate_of(script), locks_of(script) * 2);
}

}  // namespace
}  // namespace rollpack::executor

#include "keeping.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::Error;
using core::ErrorCode;
using core::TransactionMode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KeepData : public KeepingTest {};

TEST_F(KeepData, CopiesAWholeTableBeforeItIsDropped) {
    sql("CREATE TABLE orders (id int PRIMARY KEY, note text); "
        "INSERT INTO orders VALUES (1, 'one'), (2, NULL)");
    const core::Report report = run("DROP TABLE orders", {table("orders")});
    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.kept_schema, "rollpack_kept_" + report.run_id.substr(0, 8));
    const std::string kept = report.kept_schema + ".\"public.orders\"";
    EXPECT_EQ(
        value("SELECT string_agg(id || coalesce(note, '-'), ' ' ORDER BY id) FROM " + kept),
        "1one 2-"
    );
    EXPECT_EQ(
        value(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = '"
            + kept + "'::regclass"
        ),
        "PRIMARY KEY (id)"
    );
}

TEST_F(KeepData, CopiesColumnsWithTheKey) {
    sql("CREATE TABLE orders (id int PRIMARY KEY, note text, gone text); "
        "INSERT INTO orders VALUES (1, 'one', 'x')");
    const core::Report report =
        run("ALTER TABLE orders DROP COLUMN gone", {table("orders", {"gone"})});
    EXPECT_EQ(
        value("SELECT row_to_json(k) FROM " + report.kept_schema + ".\"public.orders\" AS k"),
        R"({"id":1,"gone":"x"})"
    );
}

TEST_F(KeepData, DependsOnNoTypeThatTheRunDrops) {
    sql("CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN sku AS varchar(9); "
        "CREATE COLLATION mine FROM \"C\"; "
        "CREATE TABLE orders (m mood PRIMARY KEY, list mood[], s sku, "
        "c text COLLATE mine, twice text GENERATED ALWAYS AS (lower(c)) STORED); "
        "INSERT INTO orders VALUES ('bad', '{good,NULL}', 'A1', 'C')");
    const core::Report report = run(
        "DROP TABLE orders; DROP TYPE mood; DROP DOMAIN sku; DROP COLLATION mine",
        {table("orders")}
    );
    EXPECT_EQ(report.ending, Ending::done);
    const std::string kept = report.kept_schema + ".\"public.orders\"";
    EXPECT_EQ(
        value("SELECT row_to_json(k) FROM " + kept + " AS k"),
        R"({"m":"bad","list":"{good,NULL}","s":"A1","c":"C","twice":"c"})"
    );
    EXPECT_EQ(
        value("SELECT col_description('" + kept + "'::regclass, 2)"),
        "Was of type public.mood[]."
    );
}

TEST_F(KeepData, TakesTablesWithoutAKeyAndEmptyOnes) {
    sql("CREATE TABLE orders (id int); CREATE TABLE lines (id int); "
        "INSERT INTO orders VALUES (1), (1)");
    const core::Report report = run("DROP TABLE orders, lines", {table("orders"), table("lines")});
    EXPECT_EQ(value("SELECT count(*) FROM " + report.kept_schema + ".\"public.orders\""), "2");
    EXPECT_EQ(value("SELECT count(*) FROM " + report.kept_schema + ".\"public.lines\""), "0");
}

TEST_F(KeepData, TakesNamesThatAreLongOrNeedQuotes) {
    const std::string odd = "o\"rd'e\\rs " + std::string(50, 'x');
    sql("CREATE TABLE " + sql_name(odd) + " (\"a\"\"b\" int PRIMARY KEY); INSERT INTO "
        + sql_name(odd) + " VALUES (7)");
    const core::Report report = run("DROP TABLE " + sql_name(odd), {table(odd)});
    const std::string kept = value(
        "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = '"
        + report.kept_schema + "'::regnamespace"
    );
    EXPECT_EQ(value("SELECT \"a\"\"b\" FROM " + kept), "7");
}

TEST_F(KeepData, TakesTheRowsOfPartitions) {
    sql("CREATE TABLE orders (id int PRIMARY KEY) PARTITION BY LIST (id); "
        "CREATE TABLE part PARTITION OF orders DEFAULT; INSERT INTO orders VALUES (1), (2)");
    const core::Report report = run("DROP TABLE orders", {table("orders")});
    EXPECT_EQ(value("SELECT count(*) FROM " + report.kept_schema + ".\"public.orders\""), "2");
}

TEST_F(KeepData, LeavesNothingBehindWhenTheRunFails) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const core::Report report = run("DROP TABLE orders; SELECT 1 / 0", {table("orders")});
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(report.kept_schema, "");
    EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^rollpack_kept'"), "0");
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "0");
}

TEST_F(KeepData, FailsWithItsReasonWhenATableIsGone) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const auto kept = table("orders");
    sql("DROP TABLE orders");
    const core::Report report = run("SELECT 1", {kept});
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.message, HasSubstr("could not be kept"));
}

TEST_F(KeepData, RefusesToKeepScriptByScript) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const Error error = error_of([&] {
        return run_plan(
            PlanBuilder{}.mode(TransactionMode::script).undo("3", "DROP TABLE orders").build(),
            {table("orders")}
        );
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "0");
}

TEST_F(KeepData, NamesThePrivilegeThatIsMissing) {
    sql("CREATE ROLE keeper LOGIN; GRANT ALL ON SCHEMA public TO keeper; "
        "GRANT ALL ON flyway_schema_history TO keeper; CREATE TABLE orders (id int PRIMARY KEY); "
        "ALTER TABLE orders OWNER TO keeper");
    const Error error = error_of([&] {
        return run("DROP TABLE orders", {table("orders")}, "keeper");
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("keeper may not create a schema in the database"));
    EXPECT_THAT(error.hint(), HasSubstr("GRANT CREATE ON DATABASE"));
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "0");
    sql("DROP OWNED BY keeper; DROP ROLE keeper");
}

TEST_F(KeepData, FailsRatherThanKeepOnlyTheRowsThatAPolicyShows) {
    sql("CREATE ROLE keeper LOGIN; GRANT ALL ON SCHEMA public TO keeper; "
        "GRANT ALL ON flyway_schema_history TO keeper; CREATE TABLE orders (id int PRIMARY KEY); "
        "INSERT INTO orders VALUES (1), (2); ALTER TABLE orders OWNER TO keeper; "
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; ALTER TABLE orders FORCE ROW LEVEL SECURITY; "
        "CREATE POLICY few ON orders USING (id = 1); GRANT CREATE ON DATABASE "
        + shop_.name() + " TO keeper");
    const core::Report report = run("DROP TABLE orders", {table("orders")}, "keeper");
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.failure->message, HasSubstr("row-level security"));
    sql("DROP OWNED BY keeper; DROP ROLE keeper");
}

TEST_F(KeepData, GoesBackWhereItCameFrom) {
    const std::string up =
        "CREATE TYPE mood AS ENUM ('good', 'bad'); "
        "CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood); "
        "CREATE TABLE orders (a int, b text, customer int REFERENCES customers, total numeric(10,2),"
        " tax numeric GENERATED ALWAYS AS (total * 0.2) STORED, PRIMARY KEY (a, b)); "
        "ALTER TABLE t1 ADD COLUMN note mood; ";
    sql("ALTER TABLE t1 ADD PRIMARY KEY (id); INSERT INTO t1 VALUES (1), (2); " + up
        + "INSERT INTO customers (m) VALUES ('bad'), (NULL); "
          "INSERT INTO orders (a, b, customer, total) VALUES (1, 'x', 2, 9.50), (1, 'y', 1, NULL); "
          "UPDATE t1 SET note = 'good' WHERE id = 2");
    const std::string before = dump(shop_);
    const std::vector<core::KeptTable> kept{
        table("orders"),
        table("customers"),
        table("t1", {"note"})};
    const core::Report report =
        run("DROP TABLE orders, customers; ALTER TABLE t1 DROP COLUMN note; DROP TYPE mood", kept);
    sql(up + "SELECT nextval('customers_id_seq')");
    sql(restore_script(kept_run(report), kept));
    shop_.open()->drop_kept(report.kept_schema);
    EXPECT_EQ(dump_without_journal(), before);
    sql("INSERT INTO customers (m) VALUES ('good')");
    EXPECT_EQ(value("SELECT max(id) FROM customers"), "3");
}

TEST_F(KeepData, GoesBackTwiceWithoutHarm) {
    sql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1), (2)");
    const std::vector<core::KeptTable> kept{table("orders")};
    const core::Report report = run("DELETE FROM orders WHERE id = 1", kept);
    sql(restore_script(kept_run(report), kept));
    sql(restore_script(kept_run(report), kept));
    EXPECT_EQ(value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders"), "1 2");
}

TEST_F(KeepData, IsListedWithItsTables) {
    sql("CREATE TABLE orders (id int PRIMARY KEY, gone text); INSERT INTO orders VALUES (1, 'x')");
    const core::Report report =
        run("ALTER TABLE orders DROP COLUMN gone", {table("orders", {"gone"})});
    const std::vector<core::KeptData> all = shop_.open()->list_kept();
    ASSERT_EQ(all.size(), 1U);
    const core::KeptData& data = all.front();
    EXPECT_EQ(data.schema, report.kept_schema);
    EXPECT_EQ(data.run_id, report.run_id);
    EXPECT_EQ(data.package, "Rollback-V1");
    EXPECT_EQ(data.from_version, "3");
    EXPECT_EQ(data.target_version, "1");
    EXPECT_EQ(data.kept_by, pg_cluster().user());
    EXPECT_THAT(data.kept_at, ::testing::MatchesRegex("20.+T.+Z"));
    ASSERT_EQ(data.tables.size(), 1U);
    EXPECT_EQ(data.tables.front().schema, "public");
    EXPECT_EQ(data.tables.front().name, "orders");
    EXPECT_EQ(data.tables.front().kept_as, "public.orders");
    EXPECT_THAT(data.tables.front().key, ElementsAre("id"));
    EXPECT_THAT(data.tables.front().lost_columns, ElementsAre("gone"));
    EXPECT_EQ(data.tables.front().rows, (core::Count{1, true}));
    EXPECT_GT(data.bytes, 0);
}

TEST_F(KeepData, IsDropped) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const core::Report report = run("DROP TABLE orders", {table("orders")});
    shop_.open()->drop_kept(report.kept_schema);
    EXPECT_THAT(shop_.open()->list_kept(), IsEmpty());
    EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^rollpack_kept'"), "0");
}

TEST_F(KeepData, IsNotDroppedFromUnderSomebodysView) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const core::Report report = run("DROP TABLE orders", {table("orders")});
    sql("CREATE VIEW report AS SELECT * FROM " + report.kept_schema + ".\"public.orders\"");
    const Error error = error_of([&] {
        shop_.open()->drop_kept(report.kept_schema);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("view public.report depends on"));
    EXPECT_EQ(shop_.open()->list_kept().size(), 1U);
}

TEST_F(KeepData, IsNotDroppedTogetherWithSomebodysTable) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    const core::Report report = run("DROP TABLE orders", {table("orders")});
    sql("CREATE TABLE " + report.kept_schema + ".theirs (id int)");
    const Error error = error_of([&] {
        shop_.open()->drop_kept(report.kept_schema);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("theirs"));
}

TEST_F(KeepData, IsOnlyWhatCarriesOurComment) {
    sql("CREATE SCHEMA rollpack_kept_11111111; CREATE SCHEMA rollpack_kept_22222222; "
        "COMMENT ON SCHEMA rollpack_kept_22222222 IS 'Kept by rollpack: {\"format\": \"1\"}'");
    EXPECT_THAT(shop_.open()->list_kept(), IsEmpty());
    const Error error = error_of([&] {
        shop_.open()->drop_kept("rollpack_kept_11111111");
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("rollpack_kept_11111111 is no schema in which"));
}

}  // namespace
}  // namespace rollpack::executor

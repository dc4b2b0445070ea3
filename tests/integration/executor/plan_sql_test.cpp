#include "rollpack/core/error.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "shop.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace rollpack::executor {
namespace {

using core::Ending;
using core::HistoryTable;
using core::TransactionMode;
using test::CommandResult;
using test::PlanBuilder;
using test::RecordingObserver;
using test::Shop;
using test::TestDatabase;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

CommandResult psql(
    const TestDatabase& database,
    const std::string& sql,
    const std::vector<std::string>& more = {"--set=ON_ERROR_STOP=1"}
) {
    const test::TempDir folder;
    test::write_file(folder / "rollback.sql", sql);
    std::vector<std::string> words{
        (test::pg_cluster().bin_dir() / "psql").string(),
        "--no-psqlrc",
        "--file=" + (folder / "rollback.sql").string(),
        "--dbname=" + database.name()};
    words.insert(words.end(), more.begin(), more.end());
    return test::run_command(
        words,
        {.directory = {}, .environment = test::pg_cluster().environment(), .input = {}}
    );
}

/// Bound to the history as it is now.
core::Plan bound(core::Plan plan, Database& database) {
    core::Findings findings;
    plan.history_fingerprint =
        core::History::read(plan.history_table, database.read_history(plan.history_table), findings)
            .fingerprint();
    return plan;
}

PlanSqlOptions sql_options() {
    PlanSqlOptions options;
    options.run = {"a bad night", "0.1.0"};
    options.made_at = "2026-11-22T02:15:00Z";
    options.file = "rollback.sql";
    options.notes = {"Loses 3 rows of t3."};
    return options;
}

std::string sql_for(const Shop& shop, const core::Plan& plan) {
    const auto database = shop.open();
    return database->plan_sql(bound(plan, *database), sql_options());
}

/// All but the times of the history, and what the journal says of versions and steps.
std::string records(const TestDatabase& database, const HistoryTable& table) {
    return query_value(
        database,
        "SELECT (SELECT string_agg(concat_ws('|', installed_rank, version, description, type, "
        "script, checksum, installed_by, success), E'\n' ORDER BY installed_rank) FROM "
            + test::sql_name(table)
            + ") || E'\n' || (SELECT string_agg(concat_ws('|', history_table, package, "
              "content_sha256, from_version, target_version, end_version, transaction_mode, "
              "history_dialect, ending, steps_total, steps_done, run_by, reason, tool_version), "
              "E'\n') FROM "
            + test::sql_name(table.schema) + ".rollpack_journal)"
    );
}

struct Case {
    std::string name;
    std::string prepare;
    std::function<core::Plan()> plan;
    HistoryTable table = {"public", "flyway_schema_history"};
};

std::ostream& operator<<(std::ostream& out, const Case& example) {
    return out << example.name;
}

class SameEnd : public ::testing::TestWithParam<Case> {};

TEST_P(SameEnd, IsReachedByPsqlAndByARun) {
    const Case& example = GetParam();
    const Shop shop{example.table};
    query(shop, "SELECT 1;" + example.prepare);
    const TestDatabase clone{shop.name()};
    const core::Plan plan = example.plan();

    const CommandResult result = psql(shop, sql_for(shop, plan));
    const auto database = open_database(parse_connection_url(clone.conninfo()));
    RecordingObserver observer;
    const auto report = Shop::run_with(*database, plan, observer);

    ASSERT_EQ(result.exit_status, 0) << result.err;
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(records(shop, example.table), records(clone, example.table));
    const test::DumpOptions without{
        .data = true,
        .history_table = example.table.table,
        .without = {"*.rollpack_journal"}};
    EXPECT_EQ(dump(shop, without), dump(clone, without));
}

// Each is a setting of psql's own, a variable that a person may have set, or SQL that looks like one.
constexpr const char* psql_traps = R"SQL(
CREATE TABLE traps (n int, t text);
CREATE TABLE bounds ("HOST" int, HOST int, PORT int);
INSERT INTO bounds VALUES (2, 2, 2);
INSERT INTO traps SELECT array_length((ARRAY[1, 2, 3])[1:HOST], 1), ':HOST :''HOST'' :{?HOST}' FROM bounds;
INSERT INTO traps SELECT array_length((ARRAY[1, 2, 3])[1:"HOST"], 1), E'back\\slash \' :DBNAME' FROM bounds;
INSERT INTO traps SELECT array_length((ARRAY[1, 2, 3])[:PORT], 1), $$ \q :'DBNAME' \! true $$ FROM bounds;
INSERT INTO traps VALUES (1::int, $x$ $rollpack$ ; $x$), ('2'::"int4", U&'d\0061t\+000061');
INSERT INTO traps VALUES (3, ':x'), (4, ' \'); -- \q :HOST
INSERT INTO traps /* \q ' :HOST */ VALUES (5, 'a
\echo b
;c');
CREATE TABLE "t:HOST" ("\q" int);
COPY traps FROM STDIN;
1	:HOST \\q
\N	\N
2	COMMIT;
\.
CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN n := n + 1; RETURN n; END $$;
CREATE RULE r AS ON INSERT TO t1 DO ALSO (SELECT 1; SELECT 2);
SELECT f(n => 1), f(n := 2);
)SQL";

core::Plan everything(TransactionMode mode, core::HistoryDialect dialect) {
    return PlanBuilder{}
        .mode(mode)
        .dialect(dialect)
        .undo("3", "DROP TABLE t3; SET search_path = pg_catalog; INSERT INTO public.t1 VALUES (1);")
        .undo("2", "COPY t1 FROM STDIN;\n5\n6\n\\.\nDROP TABLE t2; -- the end")
        .retire("old view", {{core::ObjectKind::view, "public", "old \"view\"", {}, std::nullopt}})
        .repeatable("total", "CREATE VIEW total AS SELECT count(*) AS n FROM t1;")
        .build();
}

INSTANTIATE_TEST_SUITE_P(
    PlanSql,
    SameEnd,
    ::testing::Values(
        Case{
            "OneTransaction",
            "CREATE VIEW \"old \"\"view\"\"\" AS SELECT 1 AS n;",
            [] { return everything(TransactionMode::package, core::HistoryDialect::delete_rows); }},
        Case{
            "UndoRowsAndATransactionForEachScript",
            "CREATE VIEW \"old \"\"view\"\"\" AS SELECT 1 AS n;",
            [] { return everything(TransactionMode::script, core::HistoryDialect::undo_rows); }},
        Case{
            "NamesThatNeedQuotes",
            "",
            [] {
                return PlanBuilder{{"große \"Halle'", "his$rollpack$tory"}}
                    .undo("3", "CREATE TABLE \"ü\" (n int); DROP TABLE public.t3;")
                    .repeatable("naïve 'view'", "CREATE VIEW \"ä\"\"'\" AS SELECT 'ß' AS n;")
                    .build();
            },
            {"große \"Halle'", "his$rollpack$tory"}},
        Case{
            "TextThatPsqlCouldTakeForItsOwn",
            "",
            [] { return PlanBuilder{}.undo("3", psql_traps).build(); }},
        Case{
            "ADeferredConstraintThatALaterStatementMends",
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a DEFERRABLE "
            "INITIALLY DEFERRED);",
            [] {
                return PlanBuilder{}
                    .repeatable("1", "INSERT INTO b VALUES (1); INSERT INTO a VALUES (1);")
                    .build();
            }},
        Case{
            "AJournalOfEarlierRuns",
            "CREATE TABLE rollpack_journal (run_id uuid PRIMARY KEY, history_table text NOT NULL, "
            "package text NOT NULL, content_sha256 text NOT NULL, from_version text, "
            "target_version text NOT NULL, transaction_mode text NOT NULL, history_dialect text "
            "NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz, ending text NOT "
            "NULL, steps_total integer NOT NULL, steps_done integer NOT NULL, run_by text NOT "
            "NULL, client text NOT NULL, reason text NOT NULL, tool_version text NOT NULL, message "
            "text NOT NULL DEFAULT '');",
            [] { return PlanBuilder{}.undo("3", "DROP TABLE t3;").build(); }}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(PlanSql, KeepsTheTextFromVariablesThatSomebodySet) {
    const Shop shop;
    const auto result = psql(
        shop,
        sql_for(shop, PlanBuilder{}.undo("3", psql_traps).build()),
        {"--set=ON_ERROR_STOP=1", "--set=HOST=9", "--set=x=1", "--set=PORT=9", "--set=2=3"}
    );
    EXPECT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(
        shop.value("SELECT string_agg(concat_ws(' ', n, t), E'\n' ORDER BY ctid) FROM traps LIMIT 1"
        ),
        "2 :HOST :'HOST' :{?HOST}\n2 back\\slash ' :DBNAME\n2  \\q :'DBNAME' \\! true \n"
        "1  $rollpack$ ; \n2 data\n3 :x\n4  \\\n5 a\n\\echo b\n;c\n1 :HOST \\q\n\n2 COMMIT;"
    );
}

TEST(PlanSql, SaysToAPersonWhatItIsAndHowToRunIt) {
    const Shop shop;
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    const std::string header = sql.substr(0, sql.find("\\set"));
    EXPECT_THAT(
        header,
        AllOf(
            HasSubstr("-- Rollback-V1 as one SQL file: takes the database " + shop.name()),
            HasSubstr("from version 3 back to version 1."),
            HasSubstr("\"public\".\"flyway_schema_history\", 3 rows"),
            HasSubstr("U3__undo.sql"),
            HasSubstr("Loses 3 rows of t3."),
            HasSubstr("psql -X -v ON_ERROR_STOP=1 -f rollback.sql"),
            HasSubstr("2026-11-22T02:15:00Z")
        )
    );
}

TEST(PlanSql, HoldsNoTextThatEndsAComment) {
    const Shop shop;
    PlanSqlOptions options = sql_options();
    options.run.reason = "x\nDROP TABLE t1;\r--";
    const auto database = shop.open();
    const auto plan = bound(PlanBuilder{}.undo("3", "DROP TABLE t3;").build(), *database);
    const auto result = psql(shop, database->plan_sql(plan, options));
    EXPECT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.value("SELECT reason FROM rollpack_journal"), "x\nDROP TABLE t1;\r--");
}

TEST(PlanSql, RefusesToRunTwice) {
    const Shop shop;
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    ASSERT_EQ(psql(shop, sql).exit_status, 0);
    const auto again = psql(shop, sql);
    EXPECT_EQ(again.exit_status, 3);
    EXPECT_THAT(
        again.err,
        HasSubstr("refused: the history \"public\".\"flyway_schema_history\" is "
                  "not the one that this file was written for")
    );
    EXPECT_THAT(again.err, HasSubstr("4 rows now and had 3"));
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
}

struct Change {
    std::string name;
    std::string sql;
};

std::ostream& operator<<(std::ostream& out, const Change& change) {
    return out << change.name;
}

class ChangedHistory : public ::testing::TestWithParam<Change> {};

TEST_P(ChangedHistory, IsRefusedAndNothingIsChanged) {
    const Shop shop;
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    query(shop, "UPDATE flyway_schema_history SET " + GetParam().sql + " WHERE installed_rank = 2");
    const std::string before = dump(shop);
    const auto result = psql(shop, sql);

    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(result.err, HasSubstr("is not the one"));
    EXPECT_EQ(dump(shop), before);
    EXPECT_EQ(shop.value("SELECT to_regclass('rollpack_journal') IS NULL"), "t");
}

INSTANTIATE_TEST_SUITE_P(
    PlanSql,
    ChangedHistory,
    ::testing::Values(
        Change{"Version", "version = NULL"},
        Change{"EmptyVersion", "version = ''"},
        Change{"Description", "description = 'other'"},
        Change{"Type", "type = 'DELETE'"},
        Change{"Script", "script = 'V2__other.sql'"},
        Change{"Checksum", "checksum = NULL"},
        Change{"Success", "success = false"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(PlanSql, RefusesAnotherDatabase) {
    const Shop shop;
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    const TestDatabase clone{shop.name()};
    const auto result = psql(clone, sql);
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(
        result.err,
        HasSubstr(
            "refused: this file is for the database " + shop.name() + ", and this is "
            + clone.name()
        )
    );
    EXPECT_EQ(query_value(clone, "SELECT to_regclass('t3') IS NOT NULL"), "t");
}

TEST(PlanSql, RefusesWhileFlywaysLockIsHeld) {
    const Shop shop;
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    const auto holder = shop.open();
    RecordingObserver observer;
    holder->lock(shop.table, TransactionMode::script, std::chrono::seconds{5}, observer);
    const auto result = psql(shop, sql);
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(result.err, HasSubstr("is held by another session"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(PlanSql, RefusesALoginThatMayNotBecomeTheRoleOfTheScripts) {
    const Shop shop;
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    );
    const std::string sql = sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    const auto result = psql(shop, sql, {"--username=stranger"});
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(result.err, HasSubstr("refused: stranger may not become the role"));
}

TEST(PlanSql, RunsAsTheRoleItWasMadeFor) {
    const Shop shop;
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE sql_owner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END "
        "$$; GRANT CREATE, USAGE ON SCHEMA public TO sql_owner; ALTER TABLE t3 OWNER TO sql_owner; "
        "GRANT SELECT, INSERT ON flyway_schema_history TO sql_owner"
    );
    const auto database = open_database(parse_connection_url(shop.conninfo() + " user=sql_owner"));
    const auto plan = bound(
        PlanBuilder{}.undo("3", "DROP TABLE t3; CREATE TABLE mine (n int);").build(),
        *database
    );
    const auto result = psql(shop, database->plan_sql(plan, sql_options()));
    ASSERT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(
        shop.value("SELECT string_agg(tableowner, ' ') FROM pg_tables WHERE tablename IN ('mine', "
                   "'rollpack_journal')"),
        "sql_owner sql_owner"
    );
    EXPECT_EQ(
        shop.value("SELECT installed_by FROM flyway_schema_history WHERE installed_rank = 4"),
        "sql_owner"
    );
}

TEST(PlanSql, LeavesNothingWhenAStepFailsWhateverPsqlWasTold) {
    const Shop shop;
    const std::string sql = sql_for(
        shop,
        PlanBuilder{}
            .undo("3", "DROP TABLE t3;")
            .undo("2", "COPY nowhere FROM STDIN;\nROLLBACK;\nDROP TABLE t1;\n\\.\n")
            .build()
    );
    const std::string before = dump(shop);
    const auto result = psql(shop, sql, {"--set=ON_ERROR_STOP=0", "--set=ON_ERROR_ROLLBACK=on"});
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_EQ(dump(shop), before);
    EXPECT_EQ(shop.rows_above(3), "");
}

TEST(PlanSql, WithATransactionForEachScriptNoLaterStepRunsAfterAFailureInAnyClient) {
    const Shop shop;
    std::string sql = sql_for(
        shop,
        PlanBuilder{}
            .mode(TransactionMode::script)
            .undo("3", "DROP TABLE t3;")
            .undo("2", "SELECT 1/0;")
            .repeatable("later", "CREATE VIEW later AS SELECT 1 AS n;")
            .build()
    );
    sql.replace(sql.find("\\set ON_ERROR_STOP on"), 21, "\\set ON_ERROR_STOP off");
    const auto result = psql(shop, sql, {});
    EXPECT_THAT(result.err, HasSubstr("the step before this one is not done"));
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
    EXPECT_EQ(shop.value("SELECT to_regclass('later') IS NULL"), "t");
    EXPECT_EQ(
        shop.value("SELECT concat_ws(' ', ending, steps_done, end_version) FROM rollpack_journal"),
        "running 1 2"
    );
}

TEST(PlanSql, FailsWhenATriggerSwallowsTheHistoryRow) {
    const Shop shop;
    query(
        shop,
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END "
        "$$; CREATE TRIGGER s BEFORE INSERT ON flyway_schema_history FOR EACH ROW EXECUTE FUNCTION "
        "swallow()"
    );
    const auto result =
        psql(shop, sql_for(shop, PlanBuilder{}.undo("3", "DROP TABLE t3;").build()));
    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(result.err, HasSubstr("did not insert the history row"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(PlanSql, WritesNoJournalWhenNobodyWantsIt) {
    const Shop shop;
    PlanSqlOptions options = sql_options();
    options.run.journal = false;
    const auto database = shop.open();
    const auto plan = bound(PlanBuilder{}.undo("3", "DROP TABLE t3;").build(), *database);
    const std::string sql = database->plan_sql(plan, options);
    EXPECT_THAT(sql, Not(HasSubstr("rollpack_journal")));
    EXPECT_EQ(psql(shop, sql).exit_status, 0);
}

TEST(PlanSql, BeginsWithTheScriptsThatBeginASession) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    const std::string init = "SET app.tenant = 'seven';";
    database->begin_session({{"initSql", core::sha256(init), init, analyze_sql(init)}}, observer);
    const auto plan = bound(
        PlanBuilder{}
            .undo("3", "CREATE TABLE tenant AS SELECT current_setting('app.tenant') AS name;")
            .build(),
        *database
    );
    const auto result = psql(shop, database->plan_sql(plan, sql_options()));
    ASSERT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(shop.value("SELECT name FROM tenant"), "seven");
}

TEST(PlanSql, IsNotWrittenForAPlanOfAnotherHistory) {
    const Shop shop;
    const auto database = shop.open();
    const auto plan = bound(PlanBuilder{}.undo("3", "DROP TABLE t3;").build(), *database);
    query(shop, "UPDATE flyway_schema_history SET checksum = 0 WHERE installed_rank = 1");
    EXPECT_EQ(
        test::error_of([&] { return database->plan_sql(plan, sql_options()); }).code(),
        core::ErrorCode::history_changed
    );
}

TEST(PlanSql, IsNotWrittenForAPlanWithoutSteps) {
    const Shop shop;
    const auto database = shop.open();
    const auto plan = bound(PlanBuilder{}.build(), *database);
    EXPECT_EQ(
        test::error_of([&] { return database->plan_sql(plan, sql_options()); }).code(),
        core::ErrorCode::usage
    );
}

TEST(PlanSql, DigestsAHistoryAsTheServerDoes) {
    const Shop shop;
    query(
        shop,
        "INSERT INTO flyway_schema_history VALUES (4, NULL, 'Größe ''x'' \\ \"y\"; 1:a', 'SQL', "
        "E'R__\\u00e9\\n-;.sql', -2147483648, 'naïve', now(), 0, false), (5, '', '', 'DELETE', '-', "
        "NULL, '', now(), 12, true)"
    );
    const auto result =
        psql(shop, sql_for(shop, PlanBuilder{}.next_rank(6).undo("3", "DROP TABLE t3;").build()));
    EXPECT_EQ(result.exit_status, 0) << result.err;
}

}  // namespace
}  // namespace rollpack::executor

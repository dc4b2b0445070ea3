#include "shop.hpp"
#include "support/error_of.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <tuple>

namespace rollpack::executor {
namespace {

using namespace test;
using namespace std::chrono_literals;
using core::Ending;
using core::HistoryTable;
using core::TransactionMode;
using ::testing::HasSubstr;

core::Report run_as(const Shop& shop, const std::string& more, const core::Plan& plan) {
    RecordingObserver observer;
    const auto database = open_database(parse_connection_url(shop.conninfo() + " " + more));
    EXPECT_EQ(database->locate_history({shop.table.schema, shop.table.table}), shop.table);
    static_cast<void>(database->planning_facts(shop.table, true));
    static_cast<void>(database->list_kept());
    core::LiveQuestions questions;
    questions.history = {shop.table.schema, shop.table.table};
    questions.relations[{std::nullopt, "t1"}] = {true, {"id"}};
    questions.schemas = {shop.table.schema};
    const core::LiveFacts facts = database->look(questions, 5s);
    EXPECT_EQ(facts.relations.size(), 1U);
    return Shop::run_with(*database, shop.bound(plan), observer);
}

/// A step of each kind; in mode journalled one of them outside of a transaction.
core::Plan plan_for(const HistoryTable& table, TransactionMode mode) {
    PlanBuilder builder{table};
    builder.mode(mode).undo("3", "DROP TABLE t3; SET LOCAL work_mem = '8MB';");
    if (mode == TransactionMode::journalled) {
        builder.outside("2", "CREATE INDEX CONCURRENTLY i ON t1 (id); DROP TABLE t2;");
    } else {
        builder.undo("2", "DROP TABLE t2;");
    }
    return builder.repeatable("one", "CREATE VIEW one AS SELECT id FROM t1;").build();
}

std::string name_of(TransactionMode mode) {
    return mode == TransactionMode::package ? "Package"
        : mode == TransactionMode::script   ? "Script"
                                            : "Journalled";
}

const auto modes =
    testing::Values(TransactionMode::package, TransactionMode::script, TransactionMode::journalled);

void expect_rolled_back(const Shop& shop, const core::Report& report) {
    EXPECT_EQ(report.ending, Ending::done) << report.message << report.hint;
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE 5:DELETE 6:SQL");
    EXPECT_EQ(
        shop.value(
            "SELECT string_agg(ending, ' ') FROM " + sql_name(shop.table.schema)
            + ".rollpack_journal"
        ),
        "done"
    );
}

struct Named {
    std::string name;
    HistoryTable table;
};

class OddNames : public testing::TestWithParam<std::tuple<Named, TransactionMode>> {};

TEST_P(OddNames, AreQuotedEverywhere) {
    const auto& [named, mode] = GetParam();
    const Shop shop{named.table};
    expect_rolled_back(shop, run_as(shop, "", plan_for(named.table, mode)));
}

INSTANTIATE_TEST_SUITE_P(
    Histories,
    OddNames,
    testing::Combine(
        testing::Values(
            Named{"WithQuotesAndSpaces", {"Order \"Book\"", "it's; DROP \\x $1 \"history\""}},
            Named{"NotAscii", {"B\u00fccher", "\u5386\u53f2"}},
            Named{"Of63Bytes", {std::string(63, 's'), std::string(63, 't')}},
            Named{"LikeKeywords", {"select", "table"}}
        ),
        modes
    ),
    [](const auto& each) { return std::get<0>(each.param).name + name_of(std::get<1>(each.param)); }
);

class EachMode : public testing::TestWithParam<TransactionMode> {};

TEST_P(EachMode, NeedsNoSuperuser) {
    const Shop shop{{"app", "flyway_schema_history"}};
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE ordinary LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "ALTER SCHEMA app OWNER TO ordinary; ALTER TABLE app.flyway_schema_history OWNER TO ordinary;"
        "ALTER TABLE t1 OWNER TO ordinary; ALTER TABLE t2 OWNER TO ordinary;"
        "ALTER TABLE t3 OWNER TO ordinary; GRANT CREATE ON SCHEMA public TO ordinary"
    );
    expect_rolled_back(shop, run_as(shop, "user=ordinary", plan_for(shop.table, GetParam())));
    EXPECT_EQ(
        shop.value("SELECT tableowner FROM pg_tables WHERE tablename = 'rollpack_journal'"),
        "ordinary"
    );
}

/// What another user made in a schema that is searched before the system's: each of its functions,
/// operators, views and types tells of it when it is used.
constexpr const char* trap = R"(
CREATE SCHEMA trap;
CREATE TABLE trap.calls (what pg_catalog.text);
CREATE FUNCTION trap.note(what pg_catalog.text) RETURNS pg_catalog.bool LANGUAGE plpgsql AS
    $$BEGIN INSERT INTO trap.calls VALUES (what); RETURN true; END$$;
DO $do$
DECLARE
    kind text; left_kind text; right_kind text; name text;
BEGIN
    FOREACH left_kind IN ARRAY ARRAY['text', 'name', 'varchar', '"char"', 'int2', 'int4', 'int8',
                                     'oid', 'float8', 'bool', 'timestamptz', 'xid'] LOOP
        FOREACH right_kind IN ARRAY ARRAY['text', 'name', 'varchar', '"char"', 'int2', 'int4', 'int8',
                                          'oid', 'float8', 'bool', 'timestamptz', 'xid'] LOOP
            EXECUTE format('CREATE FUNCTION trap.compare(%1$s, %2$s) RETURNS bool LANGUAGE plpgsql AS '
                '$$BEGIN RETURN trap.note(''operator of %1$s and %2$s''); END$$', left_kind, right_kind);
            FOREACH name IN ARRAY ARRAY['=', '<>', '<', '>', '>=', '<=', '~', '~*', '~~', '-', '||', '+'] LOOP
                EXECUTE format('CREATE OPERATOR trap.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap.compare)',
                    name, left_kind, right_kind);
            END LOOP;
        END LOOP;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['set_config(text, text, bool)', 'current_setting(text)',
            'current_setting(text, bool)', 'count(int4)', 'format(text, text)', 'length(text)',
            'pg_backend_pid()', 'clock_timestamp()', 'now()', 'to_regclass(text)', 'quote_ident(text)',
            'date_part(text, timestamptz)', 'pg_try_advisory_lock(int8)', 'host(inet)',
            'pg_advisory_unlock(int8)', 'pg_try_advisory_xact_lock(int8)'] LOOP
        EXECUTE format('CREATE FUNCTION trap.%s RETURNS text LANGUAGE plpgsql AS '
            '$$BEGIN PERFORM trap.note(%L); RETURN ''''; END$$', name, name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['pg_class', 'pg_namespace', 'pg_locks', 'pg_settings',
            'pg_stat_activity', 'pg_index', 'pg_inherits', 'pg_proc', 'pg_constraint', 'pg_roles'] LOOP
        EXECUTE format('CREATE VIEW trap.%I AS SELECT * FROM pg_catalog.%1$I WHERE trap.note(%1$L)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['text', 'int4', 'int8', 'oid', 'bool', 'regclass', 'interval'] LOOP
        EXECUTE format('CREATE DOMAIN trap.%I AS pg_catalog.varchar CHECK (trap.note(%1$L))', name);
    END LOOP;
END
$do$)";

TEST_P(EachMode, CallsNothingThatIsNamedLikeThePartsOfTheSystem) {
    const Shop shop;
    query(shop, trap);
    const auto report = run_as(
        shop,
        "options='-c search_path=trap,public,pg_catalog'",
        plan_for(shop.table, GetParam())
    );
    EXPECT_EQ(
        shop.value("SELECT coalesce(string_agg(DISTINCT what, ', '), '') FROM trap.calls"),
        ""
    );
    expect_rolled_back(shop, report);
}

TEST_P(EachMode, RunsUnderAnEventTrigger) {
    const Shop shop;
    query(
        shop,
        "CREATE TABLE seen (tag text);"
        "CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS "
        "$$BEGIN INSERT INTO public.seen VALUES (tg_tag); END$$;"
        "CREATE EVENT TRIGGER log ON ddl_command_end EXECUTE FUNCTION note()"
    );
    expect_rolled_back(shop, run_as(shop, "", plan_for(shop.table, GetParam())));
    EXPECT_EQ(shop.value("SELECT count(*) FROM seen WHERE tag = 'DROP TABLE'"), "2");
}

INSTANTIATE_TEST_SUITE_P(Servers, EachMode, modes, [](const auto& each) {
    return name_of(each.param);
});

TEST(EventTrigger, ThatRefusesAStatementFailsTheRun) {
    const Shop shop;
    query(
        shop,
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'no changes this week'; END$$;"
        "CREATE EVENT TRIGGER no_changes ON sql_drop EXECUTE FUNCTION refuse()"
    );
    const auto report = run_as(shop, "", plan_for(shop.table, TransactionMode::package));
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.failure.value().message, HasSubstr("no changes this week"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

class OddSettings : public testing::TestWithParam<std::tuple<std::string, TransactionMode>> {};

TEST_P(OddSettings, ChangeNothing) {
    const Shop shop;
    const auto& [setting, mode] = GetParam();
    query(shop, fmt::format("ALTER DATABASE {} SET {}", shop.name(), setting));
    expect_rolled_back(shop, run_as(shop, "", plan_for(shop.table, mode)));
}

TEST_P(OddSettings, KeepTheTextOfAScript) {
    const Shop shop;
    const auto& [setting, mode] = GetParam();
    query(shop, fmt::format("ALTER DATABASE {} SET {}", shop.name(), setting));
    const auto report = run_as(
        shop,
        "",
        PlanBuilder{}
            .mode(mode)
            .undo("3", "CREATE TABLE seen AS SELECT 'B\u00fccher\\' AS word, ';' AS other;")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(
        shop.value("SELECT encode(convert_to(word, 'UTF8'), 'hex') FROM seen"),
        "42c3bc636865725c"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Databases,
    OddSettings,
    testing::Combine(
        testing::Values(
            "standard_conforming_strings = off",
            "datestyle = 'SQL, DMY'",
            "intervalstyle = sql_standard",
            "timezone = 'Asia/Kathmandu'",
            "client_encoding = latin1",
            "extra_float_digits = -10",
            "bytea_output = escape",
            "quote_all_identifiers = on",
            "transform_null_equals = on",
            "default_transaction_isolation = serializable",
            "default_transaction_deferrable = on",
            "statement_timeout = '1min'"
        ),
        testing::Values(TransactionMode::package, TransactionMode::script)
    ),
    [](const auto& each) {
        const std::string& setting = std::get<0>(each.param);
        return setting.substr(0, setting.find(' ')) + "_" + name_of(std::get<1>(each.param));
    }
);

struct NewSyntax {
    std::string name;
    std::string sql;
    int since;  ///< major version of the server that understands it
};

class LaterThanTheParser : public testing::TestWithParam<NewSyntax> {};

TEST_P(LaterThanTheParser, IsExecutedAllTheSame) {
    ROLLPACK_NEEDS_SERVER(GetParam().since, GetParam().name);
    const Shop shop;
    query(shop, "INSERT INTO t1 VALUES (1), (2)");
    const core::Plan plan = PlanBuilder{}.undo("3", GetParam().sql).build();
    const auto& effects = core::step_script(plan.steps.front())->analysis.effects;
    EXPECT_TRUE(std::ranges::any_of(effects, [](const core::DataEffect& effect) {
        return effect.action == core::DataAction::unknown;
    }));
    const auto report = shop.run(plan);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT sum(id) FROM t2"), "3");
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    LaterThanTheParser,
    testing::Values(
        NewSyntax{"IS_JSON", "INSERT INTO t2 SELECT id FROM t1 WHERE '[]' IS JSON ARRAY;", 16},
        NewSyntax{
            "JSON_TABLE",
            "INSERT INTO t2 SELECT v FROM JSON_TABLE('[1, 2]', '$[*]' COLUMNS (v int PATH '$')) AS j;",
            17},
        NewSyntax{
            "MERGE_RETURNING",
            "MERGE INTO t2 USING t1 ON t2.id = t1.id WHEN NOT MATCHED THEN INSERT VALUES (t1.id) "
            "RETURNING t2.id;",
            17},
        NewSyntax{
            "RETURNING_WITH_ALIASES",
            "INSERT INTO t2 SELECT id FROM t1 RETURNING WITH (NEW AS made) made.id;",
            18},
        NewSyntax{
            "VirtualColumn",
            "ALTER TABLE t1 ADD twice int GENERATED ALWAYS AS (id * 2) VIRTUAL;"
            "INSERT INTO t2 SELECT twice / 2 FROM t1;",
            18},
        NewSyntax{
            "NotNullNotValid",
            "INSERT INTO t2 SELECT id FROM t1;"
            "ALTER TABLE t2 ADD CONSTRAINT known NOT NULL id NOT VALID;",
            18}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(ReadOnlyDefault, IsSeen) {
    const Shop shop;
    query(shop, "ALTER DATABASE " + shop.name() + " SET default_transaction_read_only = on");
    EXPECT_TRUE(shop.open()->facts().read_only);
}

TEST(RowSecurity, ThatHidesTheHistoryIsRefused) {
    const Shop shop;
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE half_blind LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "GRANT SELECT, INSERT ON flyway_schema_history TO half_blind;"
        "ALTER TABLE flyway_schema_history ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY few ON flyway_schema_history USING (installed_rank < 3)"
    );
    const auto database = open_database(parse_connection_url(shop.conninfo() + " user=half_blind"));
    const core::Error error = error_of([&] { return database->read_history(shop.table); });
    EXPECT_EQ(error.code(), core::ErrorCode::server_unsuitable);
    EXPECT_THAT(error.message(), HasSubstr("row security"));
    EXPECT_EQ(shop.open()->read_history(shop.table).size(), 3U);
}

TEST(Partitions, AreDroppedWithTheirTable) {
    const Shop shop;
    query(
        shop,
        "CREATE TABLE t4 (id int) PARTITION BY RANGE (id);"
        "CREATE TABLE t4_low PARTITION OF t4 FOR VALUES FROM (0) TO (10);"
        "CREATE TABLE t4_rest PARTITION OF t4 DEFAULT; INSERT INTO t4 VALUES (1), (20)"
    );
    core::LiveQuestions questions;
    questions.relations[{std::nullopt, "t4"}].rows = true;
    const auto facts = shop.open()->look(questions, 5s);
    ASSERT_EQ(facts.relations.size(), 1U);
    EXPECT_EQ(facts.relations.begin()->second.rows, (core::Count{2, true}));
    EXPECT_EQ(
        shop.run(PlanBuilder{}
                     .undo("3", "ALTER TABLE t4 DETACH PARTITION t4_low; DROP TABLE t4;")
                     .build())
            .ending,
        Ending::done
    );
    EXPECT_EQ(shop.value("SELECT count(*) FROM t4_low"), "1");
}

TEST(Constraints, ThatAreNotValidStayAsTheyAre) {
    const Shop shop;
    query(shop, "INSERT INTO t1 VALUES (-1); ALTER TABLE t1 ADD CHECK (id > 0) NOT VALID");
    const auto failed = shop.run(
        PlanBuilder{}.undo("3", "ALTER TABLE t1 VALIDATE CONSTRAINT t1_id_check").build()
    );
    EXPECT_EQ(failed.ending, Ending::failed_unchanged);
    const auto done = shop.run(
        PlanBuilder{}
            .undo("3", "ALTER TABLE t2 ADD CONSTRAINT late CHECK (id > 0) NOT VALID;")
            .undo("2", "ALTER TABLE t2 ADD COLUMN note text")
            .build()
    );
    EXPECT_EQ(done.ending, Ending::done) << done.message;
    EXPECT_EQ(
        shop.value("SELECT string_agg(convalidated::text, ' ') FROM pg_constraint "
                   "WHERE conname IN ('late', 't1_id_check')"),
        "false false"
    );
}

}  // namespace
}  // namespace rollpack::executor

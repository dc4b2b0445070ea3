#include "shop.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::StepState;
using core::TransactionMode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The version 3 failed: its row says so, and of its tables t3 is there.
class HalfApplied : public Shop {
public:
    HalfApplied() {
        execute("UPDATE flyway_schema_history SET success = false WHERE version = '3'");
    }

    void execute(const std::string& sql) const { static_cast<void>(query(*this, sql)); }

    std::string failed_rows() const {
        return value("SELECT count(*) FROM flyway_schema_history WHERE NOT success");
    }
};

/// Takes back the version 3 with its row.
PlanBuilder take_back(const std::string& sql) {
    return PlanBuilder{}.next_rank(3).failed("3", sql, 3);
}

std::vector<std::size_t> lines_passed_over(const core::Report& report) {
    std::vector<std::size_t> lines;
    for (const core::PassedOver& passed : report.steps.front().passed_over) {
        lines.push_back(passed.line);
    }
    return lines;
}

std::vector<std::size_t> all_lines(const std::string& sql) {
    std::vector<std::size_t> lines(static_cast<std::size_t>(std::ranges::count(sql, '\n')));
    std::iota(lines.begin(), lines.end(), 1U);
    return lines;
}

TEST(TolerantStep, RunsWhatIsThereAndDeletesTheFailedRow) {
    const HalfApplied shop;
    const auto report = shop.run(take_back("DROP TABLE t3;").undo("2", "DROP TABLE t2;").build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.message, "The database is back at version 1: 2 steps are committed.");
    EXPECT_THAT(report.steps.front().passed_over, IsEmpty());
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(shop.failed_rows(), "0");
    EXPECT_EQ(shop.rows_above(2), "3:DELETE");
}

TEST(TolerantStep, TellsWhatItPassesOver) {
    const HalfApplied shop;
    RecordingObserver observer;
    const auto report = shop.run(
        take_back("DROP TABLE t4;\nDROP TABLE t3;\nALTER TABLE t2 DROP COLUMN note;\n").build(),
        observer
    );

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_THAT(
        report.steps.front().passed_over,
        ElementsAre(
            core::PassedOver{1, "42P01", "table \"t4\" does not exist"},
            core::PassedOver{3, "42703", "column \"note\" of relation \"t2\" does not exist"}
        )
    );
    EXPECT_THAT(
        observer.all<core::StatementPassedOver>(),
        ElementsAre(
            AllOf(
                Field(&core::StatementPassedOver::script, "U3__undo.sql"),
                Field(&core::StatementPassedOver::line, 1U)
            ),
            Field(&core::StatementPassedOver::line, 3U)
        )
    );
    EXPECT_EQ(shop.tables(), "t1 t2");
}

TEST(TolerantStep, PassesOverEveryKindOfObjectThatIsGone) {
    const HalfApplied shop;
    const std::string sql = R"(DROP TABLE gone;
DROP TABLE nowhere.gone, gone;
DROP VIEW gone;
DROP MATERIALIZED VIEW gone;
DROP SEQUENCE gone;
DROP INDEX gone;
DROP FOREIGN TABLE gone;
DROP FUNCTION gone(int, text[]);
DROP FUNCTION gone(nowhere.strange);
DROP FUNCTION gone;
DROP PROCEDURE gone();
DROP AGGREGATE gone(int);
DROP TYPE gone;
DROP DOMAIN gone;
DROP SCHEMA gone;
DROP EXTENSION gone;
DROP TRIGGER gone ON t2;
DROP TRIGGER gone ON gone;
DROP RULE gone ON t2;
DROP POLICY gone ON t2;
DROP STATISTICS gone;
DROP EVENT TRIGGER gone;
DROP PUBLICATION gone;
DROP ROLE gone;
ALTER TABLE t2 DROP COLUMN gone;
ALTER TABLE gone DROP COLUMN id;
ALTER TABLE t2 DROP CONSTRAINT gone;
ALTER TABLE t2 ALTER COLUMN gone SET DEFAULT 1;
ALTER TABLE t2 VALIDATE CONSTRAINT gone;
ALTER TABLE t2 DROP COLUMN gone, DROP CONSTRAINT lost;
ALTER TABLE gone ENABLE ROW LEVEL SECURITY;
ALTER TABLE gone RENAME TO t9;
ALTER TABLE t2 RENAME COLUMN gone TO id2;
ALTER TABLE t2 RENAME CONSTRAINT gone TO other;
ALTER TABLE gone SET SCHEMA public;
ALTER TABLE gone OWNER TO current_user;
ALTER VIEW gone RENAME TO t9;
ALTER SEQUENCE gone RESTART;
ALTER FUNCTION gone(int) STABLE;
ALTER FUNCTION gone(int) RENAME TO other;
ALTER TYPE gone RENAME TO other;
ALTER DOMAIN gone DROP NOT NULL;
ALTER POLICY gone ON t2 USING (true);
COMMENT ON TABLE gone IS 'x';
COMMENT ON COLUMN t2.gone IS 'x';
GRANT SELECT ON gone TO PUBLIC;
REVOKE ALL ON FUNCTION gone(int) FROM PUBLIC;
)";
    const auto report = shop.run(take_back(sql).build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(lines_passed_over(report), all_lines(sql)) << report.message;
}

TEST(TolerantStep, PassesOverEveryKindOfObjectThatIsThere) {
    const HalfApplied shop;
    shop.execute(R"(
        CREATE VIEW v AS SELECT 1 AS n; CREATE MATERIALIZED VIEW m AS SELECT 1 AS n;
        CREATE SEQUENCE s; CREATE INDEX i ON t2 (id); CREATE TYPE mood AS ENUM ('sad', 'Glad');
        CREATE TYPE pair AS (a int, b int); CREATE TYPE span AS RANGE (subtype = int4);
        CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0); CREATE SCHEMA app;
        CREATE TABLE app.inside (id int); CREATE TABLE two (a int, b int);
        CREATE STATISTICS st ON a, b FROM two;
        CREATE FUNCTION f(int, text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER tr BEFORE INSERT ON t2 FOR EACH ROW EXECUTE FUNCTION trg();
        CREATE RULE ru AS ON DELETE TO t1 DO NOTHING; CREATE POLICY po ON t2;
        ALTER TABLE t2 ADD CONSTRAINT ck CHECK (id > 0), ADD COLUMN note text;
    )");
    const std::string sql = R"(CREATE TABLE t2 (id int);
CREATE TABLE app.inside AS SELECT 1 AS id;
CREATE VIEW v AS SELECT 1 AS n;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS n;
CREATE SEQUENCE s;
CREATE INDEX i ON t2 (id);
CREATE TYPE mood AS ENUM ('sad');
CREATE TYPE pair AS (a int);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE DOMAIN d AS int;
CREATE SCHEMA app;
CREATE FUNCTION f(a int, b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER tr BEFORE INSERT ON t2 FOR EACH ROW EXECUTE FUNCTION trg();
CREATE POLICY po ON t2;
CREATE RULE ru AS ON DELETE TO t1 DO NOTHING;
CREATE STATISTICS st ON a, b FROM two;
CREATE EXTENSION plpgsql;
ALTER TABLE t2 ADD CONSTRAINT ck CHECK (id > 0);
ALTER TABLE t2 ADD COLUMN note text;
ALTER TABLE t2 ADD COLUMN note text, ADD CONSTRAINT ck CHECK (id > 0), DROP COLUMN gone;
ALTER DOMAIN d ADD CONSTRAINT positive CHECK (VALUE > 0);
ALTER TYPE mood ADD VALUE 'Glad';
)";
    const auto report = shop.run(take_back(sql).build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(lines_passed_over(report), all_lines(sql)) << report.message;
}

TEST(TolerantStep, FindsNamesAsTheScriptsSearchPathDoes) {
    const HalfApplied shop;
    shop.execute("CREATE SCHEMA \"App 2\"; CREATE TABLE \"App 2\".\"T\" (id int)");
    const auto report = shop.run(take_back(R"(SET search_path = "App 2";
CREATE TABLE "T" (id int);
DROP TABLE "T";
DROP TABLE "T";
DROP TABLE public.t3;
)")
                                     .build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_THAT(lines_passed_over(report), ElementsAre(2, 4));
    EXPECT_EQ(shop.tables(), "t1 t2");
}

TEST(TolerantStep, DropsWhatIsLeftOfSeveralObjects) {
    const HalfApplied shop;
    shop.execute("CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const auto report = shop.run(take_back("DROP TABLE gone, t3, lost;\n"
                                           "/* both */ DROP FUNCTION f(int), f(text) CASCADE;\n")
                                     .build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_THAT(lines_passed_over(report), ElementsAre(1, 2));
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.value("SELECT count(*) FROM pg_proc WHERE proname = 'f'"), "0");
}

struct Stop {
    std::string name;
    std::string sql;
    std::string sqlstate;
};

class TolerantStepStops : public ::testing::TestWithParam<Stop> {};

TEST_P(TolerantStepStops, AtTheError) {
    const HalfApplied shop;
    shop.execute(
        "CREATE VIEW v AS SELECT 1 AS n; CREATE INDEX i ON t2 (id);"
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass"
    );
    const auto report = shop.run(
        take_back("DROP TABLE gone;\nDROP TABLE t3;\n" + GetParam().sql + ";\n").build()
    );

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->sqlstate, GetParam().sqlstate) << report.failure->message;
    EXPECT_EQ(report.failure->script, "U3__undo.sql");
    EXPECT_EQ(report.failure->line, 3U);
    EXPECT_EQ(report.steps.front().state, StepState::failed);
    EXPECT_THAT(lines_passed_over(report), ElementsAre(1));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
    EXPECT_EQ(shop.failed_rows(), "1");
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    TolerantStepStops,
    ::testing::Values(
        Stop{"ATableInsideAViewIsMissing", "CREATE VIEW w AS SELECT * FROM gone", "42P01"},
        Stop{"ATableInsideACreatedTableIsMissing", "CREATE TABLE w AS SELECT * FROM gone", "42P01"},
        Stop{"AnInsertSelectsFromWhatIsMissing", "INSERT INTO t2 SELECT id FROM gone", "42P01"},
        Stop{"AnUpdateChangesWhatIsMissing", "UPDATE gone SET id = 1", "42P01"},
        Stop{"ABlockDropsWhatIsMissing", "DO 'BEGIN DROP TABLE gone; END'", "42P01"},
        Stop{
            "OnlyOneOfTwoColumnsIsGone",
            "ALTER TABLE t2 DROP COLUMN gone, DROP COLUMN id",
            "42703"},
        Stop{"AColumnWouldComeBackToNoTable", "ALTER TABLE gone ADD COLUMN id int", "42P01"},
        Stop{
            "AForeignKeyLeadsNowhere",
            "ALTER TABLE t2 ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES gone",
            "42P01"},
        Stop{"AnIndexWouldComeBackToNoTable", "CREATE INDEX j ON gone (id)", "42P01"},
        Stop{"TheIndexThatIsThereIsInvalid", "CREATE INDEX i ON t2 (id)", "42P07"},
        Stop{"ATypeOfATableThatIsThereIsMissing", "CREATE TABLE t2 (id strange)", "42704"},
        Stop{"AColumnsNewTypeIsMissing", "ALTER TABLE t2 ALTER id TYPE strange", "42704"},
        Stop{"AViewHasTheTablesName", "CREATE TABLE v (id int)", "42P07"},
        Stop{
            "AnotherNameInTheStatementIsTaken",
            "CREATE TABLE w (id int CONSTRAINT t2 PRIMARY KEY)",
            "42P07"},
        Stop{"BothNamesOfARenameAreThere", "ALTER TABLE t1 RENAME TO t2", "42P07"},
        Stop{
            "ATriggersFunctionIsMissing",
            "CREATE TRIGGER tr BEFORE INSERT ON t2 EXECUTE FUNCTION gone()",
            "42883"},
        Stop{"WhatIsLeftOfADropIsOfAnotherKind", "DROP TABLE gone, v", "42809"},
        Stop{"ItIsOfAnotherKind", "DROP TABLE v", "42809"},
        Stop{"AnythingElseFails", "ALTER TABLE t2 ADD CONSTRAINT c CHECK (1 / 0 > 0)", "22012"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST(TolerantStep, FailsWhenTheFailedRowIsNotThereAnyMore) {
    const Shop shop;
    const auto report = shop.run(take_back("DROP TABLE t3;").build());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->message, "the failed row is not there any more");
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(TolerantStep, TakesBackAVersionThatLeftNoRow) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}
                                     .failed("4", "DROP TABLE t4;", std::nullopt)
                                     .undo("3", "DROP TABLE t3;")
                                     .build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
}

TEST(TolerantStep, KeepsItsWorkInScriptModeWhenALaterScriptFails) {
    const HalfApplied shop;
    const auto report = shop.run(take_back("DROP TABLE t4;\nDROP TABLE t3;")
                                     .mode(TransactionMode::script)
                                     .undo("2", "DROP TABLE nothing;")
                                     .build());

    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_THAT(lines_passed_over(report), ElementsAre(1));
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.failed_rows(), "0");
    EXPECT_THAT(report.hint, HasSubstr("without --include-failed"));
}

TEST(TolerantStep, RollsBackInScriptModeWhatItDidBeforeAnError) {
    const HalfApplied shop;
    const auto report = shop.run(take_back("DROP TABLE t3;\nUPDATE gone SET id = 1;")
                                     .mode(TransactionMode::script)
                                     .undo("2", "DROP TABLE t2;")
                                     .build());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
    EXPECT_EQ(shop.failed_rows(), "1");
}

TEST(TolerantStep, PassesOverOutsideOfATransactionToo) {
    const HalfApplied shop;
    core::Plan plan = take_back("DROP INDEX CONCURRENTLY gone;\nDROP TABLE t4;\nDROP TABLE t3;\n")
                          .mode(TransactionMode::journalled)
                          .build();
    std::get<core::FailedStep>(plan.steps.front()).script.outside_transaction = "a test says so";
    const auto report = shop.run(plan);

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_THAT(lines_passed_over(report), ElementsAre(1, 2));
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.failed_rows(), "0");
}

TEST(TolerantStep, StopsOutsideOfATransactionWhatIsNoObjectOfItsOwn) {
    const HalfApplied shop;
    core::Plan plan = take_back("DROP TABLE t3;\nCREATE INDEX CONCURRENTLY i ON gone (id);\n")
                          .mode(TransactionMode::journalled)
                          .build();
    std::get<core::FailedStep>(plan.steps.front()).script.outside_transaction = "a test says so";
    const auto report = shop.run(plan);

    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.failed_rows(), "1");
}

TEST(TolerantStep, RunsCallbacksAroundItAndPassesOverNothingInThem) {
    const HalfApplied shop;
    shop.execute("CREATE TABLE told (what text)");
    const auto plan =
        take_back("DROP TABLE t4;\nDROP TABLE t3;")
            .around("beforeEachUndo", "INSERT INTO told VALUES ('before')")
            .around("beforeEachUndoStatement", "INSERT INTO told VALUES ('statement')")
            .around("afterEachUndo", "DROP TABLE gone")
            .build();
    const auto report = shop.run(plan);

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->script, "afterEachUndo.sql");
    EXPECT_THAT(report.message, HasSubstr("The afterEachUndo callback afterEachUndo.sql"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(TolerantStep, GoesOnWithCopyFromStandardInput) {
    const HalfApplied shop;
    const auto report = shop.run(
        take_back("DROP TABLE gone;\nCOPY t2 (id) FROM stdin;\n1\n2\n\\.\nDROP TABLE t3;\n").build()
    );

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.steps.front().rows, 2);
    EXPECT_EQ(shop.value("SELECT count(*) FROM t2"), "2");
}

}  // namespace
}  // namespace rollpack::executor

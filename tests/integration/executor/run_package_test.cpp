#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::Error;
using core::ErrorCode;
using core::HistoryDialect;
using core::ObjectKind;
using core::StepState;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<StepState> states(const core::Report& report) {
    std::vector<StepState> result;
    for (const core::StepOutcome& step : report.steps) {
        result.push_back(step.state);
    }
    return result;
}

TEST(RunPackage, CommitsScriptsAndRowsAndJournalTogether) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}
                                     .undo("3", "DROP TABLE t3;")
                                     .undo("2", "DROP TABLE t2;")
                                     .repeatable("total", "CREATE VIEW total AS SELECT 1 AS n;")
                                     .build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.message, "The database is back at version 1: 3 steps are committed.");
    EXPECT_EQ(report.hint, "");
    EXPECT_THAT(states(report), ElementsAre(StepState::done, StepState::done, StepState::done));
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE 5:DELETE 6:SQL");
    EXPECT_EQ(
        shop.value(
            "SELECT concat_ws(' ', ending, steps_done, steps_total, from_version, "
            "target_version, transaction_mode, history_dialect, reason, tool_version, "
            "run_by = current_user, finished_at >= started_at, history_table) "
            "FROM rollpack_journal WHERE run_id = '"
            + report.run_id + "'"
        ),
        "done 3 3 3 1 package delete a bad night 0.1.0 t t \"public\".\"flyway_schema_history\""
    );
}

TEST(RunPackage, WritesUndoRowsAsFlywayDoes) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}
                                     .dialect(HistoryDialect::undo_rows)
                                     .undo("3", "SELECT pg_sleep(0.05); DROP TABLE t3;")
                                     .build());

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(
        shop.value("SELECT concat_ws(' ', installed_rank, version, description, type, script, "
                   "checksum IS NOT NULL, installed_by = current_user, "
                   "execution_time BETWEEN 50 AND 5000, success) "
                   "FROM flyway_schema_history WHERE installed_rank = 4"),
        "4 3 undo UNDO_SQL U3__undo.sql t t t t"
    );
    EXPECT_GE(report.steps.front().duration.count(), 50);
}

TEST(RunPackage, TellsStepsAsTheyBeginAndEnd) {
    const Shop shop;
    RecordingObserver observer;
    shop.run(PlanBuilder{}.undo("3", "DROP TABLE t3").undo("2", "DROP TABLE t2").build(), observer);

    EXPECT_THAT(
        observer.all<core::StepStarted>(),
        ElementsAre(
            Field(&core::StepStarted::name, "U3__undo.sql"),
            Field(&core::StepStarted::name, "U2__undo.sql")
        )
    );
    EXPECT_THAT(
        observer.all<core::StepFinished>(),
        ElementsAre(Field(&core::StepFinished::index, 0U), Field(&core::StepFinished::index, 1U))
    );
}

TEST(RunPackage, DropsWhatARetiredRepeatableMade) {
    const Shop shop;
    query(
        shop,
        "CREATE VIEW old AS SELECT 1; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS "
        "'SELECT 1'"
    );
    const auto report = shop.run(PlanBuilder{}
                                     .retire(
                                         "old",
                                         {{ObjectKind::view, "public", "old", {}, {}},
                                          {ObjectKind::function, "public", "f", {"integer"}, {}}}
                                     )
                                     .build());

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT to_regclass('old') IS NULL AND to_regproc('f') IS NULL"), "t");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
}

TEST(RunPackage, WritesNothingForAPlanWithoutSteps) {
    const Shop shop;
    auto plan = PlanBuilder{}.build();
    plan.nothing_to_do = "The database is at version 1 already.";
    const auto report = shop.run(plan);

    EXPECT_EQ(report.ending, Ending::nothing_to_do);
    EXPECT_EQ(report.message, plan.nothing_to_do);
    EXPECT_EQ(shop.value("SELECT to_regclass('rollpack_journal') IS NULL"), "t");
}

TEST(RunPackage, ReturnsRowsOfSelectsToNobody) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}
            .undo(
                "3",
                "SELECT g, repeat('x', 100) FROM generate_series(1, 20000) g; DROP TABLE t3;"
            )
            .build()
    );
    EXPECT_EQ(report.ending, Ending::done);
}

TEST(RunPackage, FeedsInlineDataToCopy) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}
            .undo(
                "3",
                "DROP TABLE t3;\nCOPY t1 (id) FROM STDIN;\n1\n2\n\\.\nCOPY t2 FROM STDIN;\n\\.\n"
                "INSERT INTO t1 VALUES (3);\n"
            )
            .undo("2", "DROP TABLE t2;")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT string_agg(id::text, ',' ORDER BY id) FROM t1"), "1,2,3");
}

TEST(RunPackage, NamesTheLineOfTheDataThatCopyRefused) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}.undo("3", "DROP TABLE t3;\nCOPY t1 FROM STDIN;\n1\ntwo\n3\n\\.\n").build()
    );
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->line, 4U);
    EXPECT_EQ(report.failure->source_line, "two");
    EXPECT_EQ(report.failure->sqlstate, "22P02");
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(RunPackage, PassesNoticesOn) {
    const Shop shop;
    RecordingObserver observer;
    shop.run(
        PlanBuilder{}.undo("3", "DO $$ BEGIN RAISE WARNING 'careful'; END $$;").build(),
        observer
    );
    EXPECT_THAT(
        observer.all<core::ServerNotice>(),
        ElementsAre(Field(&core::ServerNotice::message, "careful"))
    );
}

TEST(RunPackage, SaysWhereAStatementFailed) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}
            .undo("3", "DROP TABLE t3;")
            .undo(
                "2",
                "-- é\nDROP TABLE t2;\n\n  SELECT 'ü',\n    nothing FROM t1; DROP TABLE t1;\n"
            )
            .undo("1", "DROP TABLE t1;")
            .build()
    );

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(
        report.message,
        "U2__undo.sql failed; everything was rolled back and the database is as it was."
    );
    EXPECT_THAT(
        states(report),
        ElementsAre(StepState::rolled_back, StepState::failed, StepState::not_run)
    );
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->script, "U2__undo.sql");
    EXPECT_EQ(report.failure->line, 5U);
    EXPECT_EQ(report.failure->column, 5U);
    EXPECT_EQ(report.failure->source_line, "    nothing FROM t1; DROP TABLE t1;");
    EXPECT_EQ(report.failure->sqlstate, "42703");
    EXPECT_THAT(report.failure->message, HasSubstr("nothing"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
    EXPECT_EQ(shop.rows_above(3), "");
    EXPECT_EQ(shop.value("SELECT ending FROM rollpack_journal"), "failed");
}

TEST(RunPackage, PointsToTheStatementWhenTheServerGivesNoPosition) {
    const Shop shop;
    query(shop, "CREATE VIEW v AS SELECT id FROM t2");
    const auto report = shop.run(PlanBuilder{}.undo("2", "SELECT 1;\n  DROP TABLE t2;").build());
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->line, 2U);
    EXPECT_EQ(report.failure->column, 3U);
    EXPECT_EQ(report.failure->sqlstate, "2BP01");
    EXPECT_THAT(report.failure->detail, HasSubstr("view v depends on table t2"));
    EXPECT_THAT(report.failure->hint, HasSubstr("CASCADE"));
}

TEST(RunPackage, KeepsTheContextOfAFailureInsideAFunction) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}.undo("3", "\nDO $$ BEGIN\n PERFORM nothing FROM t1; END $$;").build()
    );
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(report.failure->line, 2U);
    EXPECT_THAT(report.failure->where, HasSubstr("SELECT nothing FROM t1"));
    EXPECT_THAT(report.failure->where, HasSubstr("PL/pgSQL"));
}

class FailingStep : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Everywhere, FailingStep, ::testing::Range(0, 4));

TEST_P(FailingStep, LeavesTheDatabaseAsItWas) {
    const Shop shop;
    PlanBuilder builder;
    for (int i = 0; i < 4; ++i) {
        builder.repeatable(
            "view_" + std::to_string(i),
            i == GetParam() ? "SELECT 1/0;" : "CREATE VIEW v" + std::to_string(i) + " AS SELECT 1;"
        );
    }
    const auto report = shop.run(builder.build());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(report.failure.value().sqlstate, "22012");
    EXPECT_EQ(report.steps.at(static_cast<std::size_t>(GetParam())).state, StepState::failed);
    EXPECT_EQ(shop.value("SELECT count(*) FROM pg_views WHERE schemaname = 'public'"), "0");
    EXPECT_EQ(shop.rows_above(3), "");
}

TEST(RunPackage, FailsBeforeCommitOnADeferredConstraint) {
    const Shop shop;
    query(
        shop,
        "ALTER TABLE t1 ADD PRIMARY KEY (id); CREATE TABLE child (parent int REFERENCES t1 "
        "DEFERRABLE INITIALLY DEFERRED)"
    );
    const auto report = shop.run(PlanBuilder{}.undo("3", "INSERT INTO child VALUES (7);").build());
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.message, StartsWith("A deferred constraint does not hold"));
    EXPECT_EQ(report.failure.value().sqlstate, "23503");
    EXPECT_EQ(shop.rows_above(3), "");
}

TEST(RunPackage, ChecksDeferredConstraintsAtTheEndOfAScriptAsFlywaysCommitDoes) {
    const Shop shop;
    query(
        shop,
        "ALTER TABLE t1 ADD PRIMARY KEY (id); CREATE TABLE child (parent int REFERENCES t1 "
        "DEFERRABLE INITIALLY DEFERRED)"
    );
    const auto report = shop.run(PlanBuilder{}
                                     .undo("3", "INSERT INTO child VALUES (7);")
                                     .undo("2", "INSERT INTO t1 VALUES (7);")
                                     .build());
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(report.steps.at(0).state, StepState::failed);
}

TEST(RunPackage, FailsWhenATriggerSwallowsTheHistoryRow) {
    const Shop shop;
    query(
        shop,
        "CREATE FUNCTION nope() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; "
        "END'; CREATE TRIGGER nope BEFORE INSERT ON flyway_schema_history FOR EACH ROW "
        "EXECUTE FUNCTION nope()"
    );
    const auto report = shop.run(PlanBuilder{}.undo("3", "DROP TABLE t3;").build());
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(RunPackage, SaysThatAHistoryRowCouldNotBeWritten) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}.next_rank(3).undo("3", "DROP TABLE t3;").build());
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.message, StartsWith("The history row of U3__undo.sql could not be written"));
    EXPECT_EQ(report.failure.value().script, "");
    EXPECT_EQ(report.failure.value().sqlstate, "23505");
}

TEST(RunPackage, TakesBackRoleAndSearchPathOfEveryScript) {
    const Shop shop{{"odd \"schema", "Odd.Table"}};
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE weak; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        "CREATE SCHEMA elsewhere"
    );
    const auto report = shop.run(PlanBuilder{shop.table}
                                     .undo("3", "SET ROLE weak; SET search_path = elsewhere;")
                                     .undo(
                                         "2",
                                         "CREATE TABLE seen AS SELECT current_user::text AS who, "
                                         "current_setting('search_path') AS path;"
                                     )
                                     .build());
    EXPECT_EQ(report.ending, Ending::done) << report.message << report.failure.value().message;
    EXPECT_EQ(
        shop.value("SELECT path FROM \"odd \"\"schema\".seen"),
        "\"odd \"\"schema\",\"$user\", public"
    );
    EXPECT_EQ(shop.value("SELECT who = current_user FROM \"odd \"\"schema\".seen"), "t");
    EXPECT_EQ(
        shop.value("SELECT count(*) FROM \"odd \"\"schema\".\"Odd.Table\" WHERE type = 'DELETE'"),
        "2"
    );
}

TEST(RunPackage, SurvivesAScriptThatResetsTheSession) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}
                                     .dialect(HistoryDialect::undo_rows)
                                     .undo("3", "RESET ALL; DROP TABLE t3;")
                                     .undo("2", "DROP TABLE t2;")
                                     .build());
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.tables(), "t1");
}

TEST(RunPackage, RefusesWhatCannotRunInATransaction) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    auto plan = PlanBuilder{}.undo("3", "\nCREATE INDEX CONCURRENTLY i ON t1 (id);").build();
    std::get<core::UndoStep>(plan.steps[0]).script.analysis.statements[0].not_transactional =
        "CREATE INDEX CONCURRENTLY";
    database->lock(shop.table, plan.transaction, std::chrono::seconds{1}, observer);
    const Error error = error_of([&] { return database->run(plan, {}, observer); });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_EQ(
        error.message(),
        "U3__undo.sql:2: CREATE INDEX CONCURRENTLY cannot be run in a transaction"
    );
    EXPECT_THAT(observer.all<core::StepStarted>(), IsEmpty());
}

TEST(RunPackage, GoesOnWithoutAJournalThatTheRoleMayNotMake) {
    const Shop shop;
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
        "END $$; REVOKE CREATE ON SCHEMA public FROM public; "
        "GRANT USAGE ON SCHEMA public TO clerk; "
        "ALTER TABLE t3 OWNER TO clerk; "
        "GRANT SELECT, INSERT ON flyway_schema_history TO clerk"
    );
    RecordingObserver observer;
    const auto database = open_database(parse_connection_url(shop.conninfo() + " user=clerk"));
    const auto report =
        Shop::run_with(*database, PlanBuilder{}.undo("3", "DROP TABLE t3;").build(), observer);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_THAT(report.hint, HasSubstr("not in the journal"));
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
}

TEST(RunPackage, NeitherBlocksOnNoticesNorOnStatements) {
    const Shop shop;
    std::string many;
    const std::string filler(50'000, 'x');
    for (int i = 0; i < 400; ++i) {
        many += "SELECT '" + filler + "';\n";
    }
    RecordingObserver observer;
    const auto report = shop.run(
        PlanBuilder{}
            .undo(
                "3",
                "DO $$ BEGIN FOR i IN 1..100000 LOOP RAISE NOTICE 'number % of many', i; END LOOP; "
                "END $$;"
            )
            .repeatable("many", many)
            .build(),
        observer
    );
    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(observer.all<core::ServerNotice>().size(), 100'000U);
}

}  // namespace
}  // namespace rollpack::executor

#include "shop.hpp"
#include "support/pg_proxy.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::StepState;
using core::TransactionMode;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

PlanBuilder journalled() {
    return PlanBuilder{}.mode(TransactionMode::journalled);
}

core::Report run_on(
    Database& database,
    const core::Plan& plan,
    std::optional<DoubtAnswer> answer = std::nullopt
) {
    RecordingObserver observer;
    database.lock(plan.history_table, plan.transaction, milliseconds{5000}, observer);
    RunOptions options{"", "0", milliseconds{5000}};
    options.in_doubt = answer;
    core::Report report = database.run(plan, options, observer);
    database.unlock();
    return report;
}

std::optional<core::OpenRun> open_run(const Shop& shop) {
    return shop.open()->planning_facts(shop.table, true).open_run;
}

std::string state_of_index(const Shop& shop, const std::string& name) {
    return shop.value(
        "SELECT coalesce((SELECT CASE WHEN indisvalid THEN 'valid' ELSE 'invalid' END "
        "FROM pg_index WHERE indexrelid = to_regclass('"
        + name + "')), 'absent')"
    );
}

TEST(RunOutside, RunsItsStatementsOneByOneBetweenTwoTransactions) {
    const Shop shop;
    const auto report = run_on(
        *shop.open(),
        journalled()
            .undo("3", "DROP TABLE t3;")
            .outside(
                "2",
                "CREATE TABLE t4 (); CREATE INDEX CONCURRENTLY i ON t1 (id); DROP TABLE t2;"
            )
            .undo("1", "DROP TABLE t4;")
            .repeatable("one", "CREATE VIEW one AS SELECT 1 AS n;")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(state_of_index(shop, "i"), "valid");
    EXPECT_EQ(
        shop.value("SELECT string_agg(DISTINCT xmin::text, ' ') = (SELECT string_agg(DISTINCT "
                   "xmin::text, ' ') FROM flyway_schema_history WHERE installed_rank IN (6, 7)) "
                   "FROM flyway_schema_history WHERE installed_rank = 6"),
        "t"
    );
    EXPECT_EQ(shop.rows_above(3), "4:DELETE 5:DELETE 6:DELETE 7:SQL");
    EXPECT_EQ(open_run(shop), std::nullopt);
}

TEST(RunOutside, SettingsOfItsStatementsHoldUntilItsEnd) {
    const Shop shop;
    const auto report = run_on(
        *shop.open(),
        journalled()
            .outside(
                "3",
                "SET search_path TO public; SET app.name TO 'x'; VACUUM t1; "
                "CREATE TABLE seen AS SELECT current_setting('app.name') AS name;"
            )
            .undo("2", "INSERT INTO seen VALUES (coalesce(current_setting('app.name', true), ''));")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT string_agg(name, ',') FROM seen"), "x,");
}

TEST(RunOutside, StopsAtAFailureAndGoesOnBehindWhatIsDone) {
    const Shop shop;
    query(shop, "INSERT INTO t1 VALUES (1), (1)");
    const std::string script =
        "CREATE TABLE t4 (); CREATE UNIQUE INDEX CONCURRENTLY i ON t1 (id); DROP TABLE t3;";
    const auto stopped = run_on(*shop.open(), journalled().outside("3", script).build());
    EXPECT_EQ(stopped.ending, Ending::stopped_part_way);
    EXPECT_THAT(
        stopped.message,
        AllOf(
            HasSubstr("U3__undo.sql failed"),
            HasSubstr("0 of 1 step are committed and stay, and of U3__undo.sql 1 of 3 statements")
        )
    );
    EXPECT_EQ(state_of_index(shop, "i"), "invalid");

    query(shop, "TRUNCATE t1");
    const auto left = open_run(shop);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->statements_done, 1U);
    const auto report =
        run_on(*shop.open(), journalled().outside("3", script).resume(*left).build());
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(state_of_index(shop, "i"), "valid");
    EXPECT_EQ(shop.tables(), "t1 t2 t4");
    EXPECT_EQ(
        shop.value("SELECT string_agg(ending, ' ' ORDER BY started_at) FROM rollpack_journal"),
        "resumed done"
    );
}

TEST(RunOutside, NeedsAJournal) {
    const Shop shop;
    RecordingObserver observer;
    const auto database = shop.open();
    const auto plan = journalled().outside("3", "VACUUM t1;").build();
    database->lock(shop.table, plan.transaction, milliseconds{5000}, observer);
    RunOptions options;
    options.journal = false;
    EXPECT_THROW(database->run(plan, options, observer), core::Error);
    EXPECT_EQ(shop.rows_above(3), "");
}

struct Statement {
    std::string name;
    std::string before;  ///< what the database is like
    std::string sql;
    std::string done;  ///< true once it is done
    int since = 12;  ///< the first major version that has it
};

std::ostream& operator<<(std::ostream& out, const Statement& statement) {
    return out << statement.name;
}

/// The connection is lost while a statement runs; the next run finds out what became of it.
class InDoubt : public testing::TestWithParam<Statement> {
protected:
    void SetUp() override { ROLLPACK_NEEDS_SERVER(GetParam().since, GetParam().sql); }

    /// Cuts the connection at the statement, and runs the plan again.
    core::Report run_twice(PgProxy::Cut cut) {
        query(shop_, GetParam().before);
        const auto script = GetParam().sql + "; INSERT INTO t2 VALUES (1);";
        PgProxy proxy;
        proxy.cut_at(GetParam().sql, cut, 1);  // the journal names it first
        const auto stopped = run_on(
            *open_database(parse_connection_url(proxy.conninfo(shop_))),
            journalled().outside("3", script).build()
        );
        EXPECT_EQ(stopped.ending, Ending::stopped_part_way) << stopped.message;
        EXPECT_THAT(
            stopped.message,
            HasSubstr("the next run looks what became of the one in line 1")
        );
        const auto left = open_run(shop_);
        EXPECT_TRUE(left.value().in_doubt);
        return run_on(*shop_.open(), journalled().outside("3", script).resume(*left).build());
    }

    Shop shop_;
};

TEST_P(InDoubt, IsNotRunAgainWhenItWasDone) {
    const auto report = run_twice(PgProxy::Cut::before_answer);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop_.value(GetParam().done), "t");
    EXPECT_EQ(shop_.value("SELECT count(*) FROM t2"), "1");
}

TEST_P(InDoubt, IsRunAgainWhenItNeverBegan) {
    const auto report = run_twice(PgProxy::Cut::before_request);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop_.value(GetParam().done), "t");
    EXPECT_EQ(shop_.value("SELECT count(*) FROM t2"), "1");
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    InDoubt,
    testing::Values(
        Statement{
            "CreateIndex",
            "",
            "CREATE INDEX CONCURRENTLY i ON t1 (id)",
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"},
        Statement{
            "DropIndex",
            "CREATE INDEX i ON t1 (id)",
            "DROP INDEX CONCURRENTLY i",
            "SELECT to_regclass('i') IS NULL"},
        Statement{
            "DetachPartition",
            "CREATE TABLE p (id int) PARTITION BY LIST (id);"
            "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
            "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
            "SELECT count(*) = 0 FROM pg_inherits WHERE inhrelid = 'p1'::regclass",
            14},
        Statement{
            "Reindex",
            "CREATE INDEX i ON t1 (id)",
            "REINDEX TABLE CONCURRENTLY t1",
            "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't1'::regclass AND indisvalid"},
        Statement{"Vacuum", "", "VACUUM t1", "SELECT true"},
        Statement{"AlterSystem", "", "ALTER SYSTEM RESET work_mem", "SELECT true"}
    ),
    [](const auto& each) { return each.param.name; }
);

constexpr const char* committing_procedure =
    "CREATE PROCEDURE add_one() LANGUAGE plpgsql AS $$BEGIN INSERT INTO t1 VALUES (1); COMMIT; "
    "INSERT INTO t1 VALUES (2); END$$";

/// A procedure that commits was begun, and nobody can see how far it came.
class UnknownOutcome : public testing::Test {
protected:
    UnknownOutcome() {
        query(shop_, committing_procedure);
        PgProxy proxy;
        proxy.cut_at("CALL add_one()", PgProxy::Cut::before_answer, 1);
        run_on(*open_database(parse_connection_url(proxy.conninfo(shop_))), plan());
    }

    static core::Plan plan() { return journalled().outside("3", "CALL add_one();").build(); }

    core::Report again(std::optional<DoubtAnswer> answer) {
        return run_on(
            *shop_.open(),
            journalled().outside("3", "CALL add_one();").resume(open_run(shop_).value()).build(),
            answer
        );
    }

    std::string calls() { return shop_.value("SELECT count(*) / 2 FROM t1"); }

    Shop shop_;
};

TEST_F(UnknownOutcome, IsAskedAbout) {
    const auto report = again(std::nullopt);
    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_THAT(report.message, AllOf(HasSubstr("U3__undo.sql:1"), HasSubstr("CALL add_one()")));
    EXPECT_THAT(report.hint, AllOf(HasSubstr("--in-doubt done"), HasSubstr("--in-doubt not-done")));
    EXPECT_EQ(calls(), "1");
    EXPECT_TRUE(open_run(shop_).value().in_doubt);
}

TEST_F(UnknownOutcome, IsPassedOverWhenAPersonSaysThatItIsDone) {
    EXPECT_EQ(again(DoubtAnswer::done).ending, Ending::done);
    EXPECT_EQ(calls(), "1");
}

TEST_F(UnknownOutcome, IsRunAgainWhenAPersonSaysThatItIsNot) {
    EXPECT_EQ(again(DoubtAnswer::not_done).ending, Ending::done);
    EXPECT_EQ(calls(), "2");
}

TEST(PlanningFacts, NameProceduresThatCommit) {
    const Shop shop;
    query(shop, committing_procedure);
    query(shop, "CREATE PROCEDURE quiet() LANGUAGE plpgsql AS $$BEGIN NULL; END$$");
    EXPECT_THAT(
        shop.open()->planning_facts(shop.table, true).committing_procedures,
        testing::ElementsAre(core::RelationName{"public", "add_one"})
    );
}

TEST(AbandonedRun, IsNotOpenAnyMore) {
    const Shop shop;
    run_on(
        *shop.open(),
        PlanBuilder{}
            .mode(TransactionMode::script)
            .undo("3", "DROP TABLE t3;")
            .undo("2", "SELECT 1/0;")
            .build()
    );
    const auto left = open_run(shop);
    ASSERT_TRUE(left);
    const auto database = shop.open();
    database->abandon_run(shop.table, left->run_id, "by hand");
    EXPECT_EQ(open_run(shop), std::nullopt);
    EXPECT_EQ(
        shop.value("SELECT ending || ' ' || message FROM rollpack_journal"),
        "abandoned by hand"
    );
    EXPECT_THROW(database->abandon_run(shop.table, left->run_id, "twice"), core::Error);
}

TEST(OpenRun, IsNoneOfWhichNothingStays) {
    const Shop shop;
    run_on(
        *shop.open(),
        PlanBuilder{}.mode(TransactionMode::script).undo("3", "SELECT 1/0;").build()
    );
    EXPECT_EQ(open_run(shop), std::nullopt);
}

}  // namespace
}  // namespace rollpack::executor

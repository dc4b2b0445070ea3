#include "shop.hpp"
#include "support/pg_proxy.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::Event;
using core::StepState;
using core::TransactionMode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

core::Report run_through(
    const PgProxy& proxy,
    const Shop& shop,
    const core::Plan& plan,
    bool journal = true
) {
    RecordingObserver observer;
    const auto database = open_database(parse_connection_url(proxy.conninfo(shop)));
    database->lock(shop.table, plan.transaction, milliseconds{5000}, observer);
    RunOptions options{"", "0", milliseconds{500}};
    options.journal = journal;
    core::Report report = database->run(plan, options, observer);
    database->unlock();
    return report;
}

core::Plan two_steps(TransactionMode mode) {
    return PlanBuilder{}.mode(mode).undo("3", "DROP TABLE t3;").undo("2", "DROP TABLE t2;").build();
}

void terminate_others(const Shop& shop) {
    query(
        shop,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'rollpack'"
    );
}

TEST(LostConnection, BeforeTheCommitChangesNothing) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at("DROP TABLE t2", PgProxy::Cut::before_answer);
    const auto report = run_through(proxy, shop, two_steps(TransactionMode::package));
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.message, HasSubstr("connection"));
    EXPECT_THAT(report.message, HasSubstr("everything was rolled back"));
    EXPECT_EQ(shop.rows_above(3), "");
}

TEST(LostConnection, AfterTheCommitIsSettledByTheJournal) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_answer);
    const auto report = run_through(proxy, shop, two_steps(TransactionMode::package));
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(report.steps.at(1).state, StepState::done);
    EXPECT_EQ(shop.tables(), "t1");
}

TEST(LostConnection, WithTheCommitOnItsWayIsSettledToo) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_request);
    const auto report = run_through(proxy, shop, two_steps(TransactionMode::package));
    EXPECT_EQ(report.ending, Ending::failed_unchanged) << report.message;
    EXPECT_EQ(report.steps.at(1).state, StepState::rolled_back);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(LostConnection, IsNotKnownWhenNobodyAnswersAfterTheCommit) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::and_refuse);
    const auto report = run_through(proxy, shop, two_steps(TransactionMode::package));
    EXPECT_EQ(report.ending, Ending::unknown);
    EXPECT_THAT(report.hint, HasSubstr(report.run_id));
}

TEST(LostConnection, BetweenScriptsIsSettledByTheHistory) {
    const Shop shop;
    PgProxy proxy;
    const auto plan = PlanBuilder{}
                          .mode(TransactionMode::script)
                          .undo("3", "DROP TABLE t3;")
                          .undo("2", "DROP TABLE t2;\nCOPY t1 FROM STDIN;\n1\n\\.\n")
                          .build();
    proxy.cut_at("COPY t1", PgProxy::Cut::before_answer);
    const auto report = run_through(proxy, shop, plan);
    EXPECT_EQ(report.ending, Ending::stopped_part_way) << report.message;
    EXPECT_EQ(report.steps.at(0).state, StepState::done);
    EXPECT_EQ(report.steps.at(1).state, StepState::not_run);
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.value("SELECT ending FROM rollpack_journal"), "stopped");
}

TEST(LostConnection, AfterTheLastScriptIsDone) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at("DROP TABLE t2", PgProxy::Cut::before_answer);
    const auto report = run_through(proxy, shop, two_steps(TransactionMode::script));
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.rows_above(3), "4:DELETE 5:DELETE");
}

PlanBuilder with_callbacks(TransactionMode mode) {
    return PlanBuilder{}
        .mode(mode)
        .callback("beforeUndo", "SELECT 1;")
        .undo("3", "DROP TABLE t3;")
        .callback("afterUndo", "SELECT 2;")
        .callback("afterMigrate", "SELECT 'the last callback';");
}

TEST(LostConnection, AfterACallbackThatHasNoRowIsSettledByTheJournal) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at("the last callback", PgProxy::Cut::before_answer);
    // Two steps: a server that answers nobody may give up behind the second.
    const auto plan = PlanBuilder{}
                          .mode(TransactionMode::script)
                          .undo("3", "DROP TABLE t3;")
                          .callback("afterUndo", "SELECT 'the last callback';")
                          .build();
    const auto report = run_through(proxy, shop, plan);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT steps_done FROM rollpack_journal"), "2");
}

TEST(LostConnection, WithoutAJournalTheLastRowIsTheWitness) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at("the last callback", PgProxy::Cut::before_answer);
    const auto report =
        run_through(proxy, shop, with_callbacks(TransactionMode::script).build(), false);
    EXPECT_EQ(report.ending, Ending::stopped_part_way) << report.message;
    EXPECT_THAT(report.message, HasSubstr("2 of 4 steps are committed"));
    EXPECT_THAT(report.hint, HasSubstr("only callbacks did not run: afterUndo.sql"));
}

TEST(LostConnection, AfterTheCommitOfCallbacksIsSettledByTheHistoryWithoutAJournal) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_answer);
    const auto report =
        run_through(proxy, shop, with_callbacks(TransactionMode::package).build(), false);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
}

TEST(TerminatedSession, DuringAPackageChangesNothing) {
    const Shop shop;
    RecordingObserver observer{[&](const Event& event) {
        if (std::holds_alternative<core::ServerNotice>(event)) {
            terminate_others(shop);
        }
    }};
    const auto report = shop.run(
        PlanBuilder{}
            .undo("3", "DROP TABLE t3;")
            .undo("2", "DO $$ BEGIN RAISE NOTICE 'now'; PERFORM pg_sleep(20); END $$;")
            .build(),
        observer
    );
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.message, HasSubstr("terminating connection"));
    EXPECT_THAT(report.message, HasSubstr("during U2__undo.sql"));
    EXPECT_EQ(report.steps.at(1).state, StepState::failed);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(TerminatedSession, BeforeTheRunIsAnError) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    database->lock(shop.table, TransactionMode::package, milliseconds{0}, observer);
    terminate_others(shop);
    EXPECT_THROW(database->run(two_steps(TransactionMode::package), {}, observer), core::Error);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(Interrupt, CancelsAPackageAndRollsItBack) {
    const Shop shop;
    RecordingObserver observer{[&](const Event& event) {
        if (std::holds_alternative<core::ServerNotice>(event)) {
            request_interrupt();
        }
    }};
    const auto start = steady_clock::now();
    const auto report = shop.run(
        PlanBuilder{}
            .undo("3", "DROP TABLE t3;")
            .undo("2", "DO $$ BEGIN RAISE NOTICE 'now'; PERFORM pg_sleep(60); END $$;")
            .build(),
        observer
    );
    clear_interrupt();
    EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{30});
    EXPECT_EQ(report.ending, Ending::interrupted);
    EXPECT_THAT(report.message, StartsWith("Interrupted; everything was rolled back"));
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

TEST(Interrupt, KeepsTheScriptsThatWereCommitted) {
    const Shop shop;
    RecordingObserver observer{[&](const Event& event) {
        if (std::holds_alternative<core::ServerNotice>(event)) {
            request_interrupt();
        }
    }};
    const auto report = shop.run(
        PlanBuilder{}
            .mode(TransactionMode::script)
            .undo("3", "DROP TABLE t3;")
            .undo("2", "DO $$ BEGIN RAISE NOTICE 'now'; PERFORM pg_sleep(60); END $$;")
            .build(),
        observer
    );
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted);
    EXPECT_EQ(report.message, "Interrupted; 1 of 2 steps is committed and stays.");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
    EXPECT_EQ(shop.value("SELECT ending FROM rollpack_journal"), "stopped");
}

TEST(Interrupt, StopsACopyThatWaits) {
    const Shop shop;
    query(
        shop,
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE "
        "''now''; PERFORM pg_sleep(60); RETURN NEW; END'; CREATE TRIGGER slow BEFORE INSERT "
        "ON t1 FOR EACH ROW EXECUTE FUNCTION slow()"
    );
    RecordingObserver observer{[&](const Event& event) {
        if (std::holds_alternative<core::ServerNotice>(event)) {
            request_interrupt();
        }
    }};
    const auto report = shop.run(
        PlanBuilder{}.undo("3", "DROP TABLE t3;\nCOPY t1 FROM STDIN;\n1\n\\.\n").build(),
        observer
    );
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted) << report.message;
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
}

std::size_t waits_of(TransactionMode mode, int scripts) {
    const Shop shop;
    const PgProxy proxy;
    PlanBuilder builder;
    builder.mode(mode);
    for (int i = 0; i < scripts; ++i) {
        builder.repeatable("r" + std::to_string(i), "SELECT 1; SELECT 2; DO 'BEGIN END';");
    }
    builder.around("beforeEachMigrate", "SELECT 1; SET work_mem = '7MB';");
    builder.callback("afterMigrate", "SELECT 1");
    EXPECT_EQ(run_through(proxy, shop, builder.build()).ending, Ending::done);
    return proxy.waits();
}

class RoundTrips : public ::testing::TestWithParam<TransactionMode> {};

INSTANTIATE_TEST_SUITE_P(
    Modes,
    RoundTrips,
    ::testing::Values(TransactionMode::package, TransactionMode::script),
    [](const auto& mode) { return mode.param == TransactionMode::package ? "Package" : "Script"; }
);

TEST_P(RoundTrips, DoNotGrowWithTheScripts) {
    const std::size_t of_two = waits_of(GetParam(), 2);
    EXPECT_EQ(waits_of(GetParam(), 200), of_two);
    EXPECT_LE(of_two, 8U);
}

}  // namespace
}  // namespace rollpack::executor

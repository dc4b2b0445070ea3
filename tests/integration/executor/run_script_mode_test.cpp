#include "shop.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::StepState;
using core::TransactionMode;
using ::testing::HasSubstr;
using ::testing::StartsWith;

PlanBuilder script_mode() {
    return PlanBuilder{}.mode(TransactionMode::script);
}

std::string journal(const Shop& shop, const std::string& columns) {
    return shop.value("SELECT concat_ws(' ', " + columns + ") FROM rollpack_journal");
}

TEST(RunScripts, CommitsEachScriptWithItsRowInATransactionOfItsOwn) {
    const Shop shop;
    const auto report = shop.run(script_mode()
                                     .undo("3", "DROP TABLE t3;")
                                     .undo("2", "DROP TABLE t2;")
                                     .repeatable("total", "CREATE VIEW total AS SELECT 1 AS n;")
                                     .build());
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(
        shop.value("SELECT count(DISTINCT xmin::text) FROM flyway_schema_history "
                   "WHERE installed_rank > 3"),
        "3"
    );
    EXPECT_EQ(journal(shop, "ending, steps_done, finished_at IS NOT NULL"), "done 3 t");
}

TEST(RunScripts, KeepsWhatWasCommittedBeforeTheFailure) {
    const Shop shop;
    const auto report = shop.run(script_mode()
                                     .undo("3", "DROP TABLE t3;")
                                     .undo("2", "DROP TABLE t2; SELECT 1/0;")
                                     .undo("1", "DROP TABLE t1;")
                                     .build());
    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_EQ(report.message, "U2__undo.sql failed; 1 of 3 steps is committed and stays.");
    EXPECT_EQ(report.steps.at(0).state, StepState::done);
    EXPECT_EQ(report.steps.at(1).state, StepState::failed);
    EXPECT_EQ(report.steps.at(2).state, StepState::not_run);
    EXPECT_EQ(shop.tables(), "t1 t2");
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
    EXPECT_EQ(
        journal(shop, "ending, steps_done, message"),
        "stopped 1 U2__undo.sql failed: division by zero"
    );
}

TEST(RunScripts, GoesOnInAnotherRun) {
    const Shop shop;
    shop.run(script_mode().undo("3", "DROP TABLE t3;").undo("2", "SELECT 1/0;").build());
    const auto report = shop.run(script_mode().next_rank(5).undo("2", "DROP TABLE t2;").build());
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.tables(), "t1");
    EXPECT_EQ(
        shop.value("SELECT string_agg(ending, ' ' ORDER BY started_at) FROM "
                   "rollpack_journal"),
        "stopped done"
    );
}

TEST(RunScripts, ChangesNothingWhenTheFirstScriptFails) {
    const Shop shop;
    const auto report = shop.run(
        script_mode().undo("3", "SELECT 1/0;").undo("2", "DROP TABLE t2;").build()
    );
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
    EXPECT_EQ(shop.rows_above(3), "");
    EXPECT_EQ(journal(shop, "ending, steps_done"), "failed 0");
}

TEST(RunScripts, BlamesTheStepWhoseCommitFails) {
    const Shop shop;
    query(
        shop,
        "ALTER TABLE t1 ADD PRIMARY KEY (id); CREATE TABLE child (parent int REFERENCES t1 "
        "DEFERRABLE INITIALLY DEFERRED)"
    );
    const auto report = shop.run(
        script_mode().undo("3", "DROP TABLE t3;").undo("2", "INSERT INTO child VALUES (7);").build()
    );
    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_THAT(report.message, StartsWith("The commit of U2__undo.sql failed"));
    EXPECT_EQ(shop.rows_above(3), "4:DELETE");
}

TEST(RunScripts, RunsCopyInsideTheScriptsTransaction) {
    const Shop shop;
    const auto report = shop.run(
        script_mode()
            .undo("3", "INSERT INTO t1 VALUES (0);\nCOPY t1 FROM STDIN;\n1\n\\.\nSELECT 1/0;\n")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(shop.value("SELECT count(*) FROM t1"), "0");
}

TEST(RunScripts, StopsBeforeACopyThatFollowsAFailure) {
    const Shop shop;
    const auto report = shop.run(script_mode()
                                     .undo("3", "DROP TABLE t3;")
                                     .undo("2", "SELECT 1/0;\nCOPY t1 FROM STDIN;\n1\n\\.\n")
                                     .build());
    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_EQ(report.failure.value().line, 1U);
    EXPECT_EQ(shop.value("SELECT count(*) FROM t1"), "0");
}

TEST(RunScripts, HoldsTheLockUntilItIsGivenBack) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    const auto plan = script_mode().undo("3", "DROP TABLE t3;").build();
    database->lock(shop.table, plan.transaction, std::chrono::seconds{1}, observer);
    database->run(plan, {}, observer);
    EXPECT_EQ(shop.open()->lock_holders(shop.table).size(), 1U);
    database->unlock();
    EXPECT_EQ(shop.open()->lock_holders(shop.table).size(), 0U);
}

}  // namespace
}  // namespace rollpack::executor

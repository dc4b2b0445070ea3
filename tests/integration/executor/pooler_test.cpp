#include "other_client.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"
#include "support/pg_bouncer.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace rollpack::executor {
namespace {

using namespace test;
using namespace std::chrono_literals;
using core::Ending;
using core::ErrorCode;
using core::TransactionMode;
using ::testing::Each;
using ::testing::HasSubstr;

constexpr const char* settings_query =
    "SELECT concat_ws(' ', current_setting('role'), current_setting('search_path'), "
    "current_setting('lock_timeout'), current_setting('statement_timeout'), "
    "current_setting('idle_in_transaction_session_timeout'), "
    "current_setting('default_transaction_read_only'), current_setting('row_security'), "
    "current_setting('work_mem'), "
    "nullif(current_setting('rollpack.settings', true), ''), "
    "nullif(current_setting('rollpack.step_started', true), ''))";

constexpr const char* settings_of_a_new_session = "none \"$user\", public 0 0 0 off on 4MB";

core::StepScript script(const std::string& sql) {
    return {"initSql", core::sha256(sql), sql, analyze_sql(sql)};
}

class PooledByTransaction : public testing::Test {
protected:
    void SetUp() override {
        if (!PgBouncer::is_installed()) {
            GTEST_SKIP() << "pgbouncer is not installed: apt-get install pgbouncer";
        }
        pooler_.emplace(PgBouncer::Mode::transaction);
        database_ = open_database(parse_connection_url(pooler_->conninfo(shop_)));
    }

    core::Report run(const core::Plan& plan, const RunTimes& times = {}) {
        RunOptions options{"", "0"};
        options.times = times;
        database_->lock(plan.history_table, plan.transaction, 5s, observer_);
        core::Report report = database_->run(plan, options, observer_);
        database_->unlock();
        return report;
    }

    void expect_untouched_sessions() {
        database_.reset();
        EXPECT_THAT(
            pooler_->values(shop_, settings_query),
            Each(std::string{settings_of_a_new_session})
        );
    }

    Shop shop_;
    std::optional<PgBouncer> pooler_;
    std::unique_ptr<Database> database_;
    RecordingObserver observer_;
};

TEST_F(PooledByTransaction, GetsItsSessionsBackAfterAFailure) {
    const auto report = run(PlanBuilder{}
                                .undo("3", "SET work_mem = '8MB'; DROP TABLE t3;")
                                .undo("2", "SELECT 1/0;")
                                .around("afterUndoError", "INSERT INTO t1 VALUES (7);")
                                .build());
    EXPECT_EQ(report.ending, Ending::failed_unchanged) << report.message;
    EXPECT_EQ(shop_.value("SELECT id FROM t1"), "7");
    EXPECT_EQ(shop_.value("SELECT ending FROM rollpack_journal"), "failed");
    expect_untouched_sessions();
}

TEST_F(PooledByTransaction, GetsItsSessionsBackAfterALookUnderTheLock) {
    query(shop_, "INSERT INTO t1 VALUES (1), (2); ANALYZE t1");
    core::LiveQuestions questions;
    questions.history = {"public", "flyway_schema_history"};
    questions.relations[{std::nullopt, "t1"}].rows = true;
    for (const bool is_locked : {false, true}) {
        if (is_locked) {
            database_->lock(shop_.table, TransactionMode::package, 5s, observer_);
        }
        const core::LiveFacts facts = database_->look(questions, 1s);
        ASSERT_EQ(facts.relations.size(), 1U);
        EXPECT_EQ(facts.relations.begin()->second.rows, (core::Count{2, true}));
    }
    database_->unlock();
    expect_untouched_sessions();
}

TEST_F(PooledByTransaction, IsToldWhoHoldsTheLockThatItWaitsFor) {
    OtherClient other{shop_, "nightly"};
    other.execute("BEGIN; LOCK TABLE t3");
    const auto report = run(
        PlanBuilder{}.undo("3", "DROP TABLE t3").build(),
        {.lock_timeout = 1500ms, .lock_patience = 1s}
    );
    EXPECT_EQ(report.ending, Ending::lock_unavailable) << report.message;
    const auto waits = observer_.all<core::Waiting>();
    ASSERT_FALSE(waits.empty());
    EXPECT_THAT(waits.front().what, HasSubstr("nightly"));
    expect_untouched_sessions();
}

TEST_F(PooledByTransaction, CannotRunInitSql) {
    const core::Error error = error_of([&] {
        database_->begin_session({script("SET work_mem = '8MB'")}, observer_);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::server_unsuitable);
    EXPECT_THAT(error.message(), HasSubstr("initSql is to run whenever a session begins"));
    expect_untouched_sessions();
}

}  // namespace
}  // namespace rollpack::executor

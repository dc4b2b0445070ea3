#include "other_client.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::ErrorCode;
using core::LockMode;
using core::StepState;
using core::TransactionMode;
using std::chrono::milliseconds;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = CommitVerdict::Kind;

/// A run that drops t3 and is looked at before it is committed.
class BeforeCommitTest : public testing::Test {
protected:
    core::Report run(const BeforeCommit& check, const core::Plan& plan) {
        options_.before_commit = check;
        if (!database_) {
            database_ = shop_.open();
        }
        database_->lock(shop_.table, plan.transaction, milliseconds{5000}, observer_);
        core::Report report = database_->run(plan, options_, observer_);
        database_->unlock();
        return report;
    }

    core::Report run(const BeforeCommit& check) {
        return run(check, shop_.bound(PlanBuilder{}.undo("3", "DROP TABLE t3;").build()));
    }

    core::Report run(const CommitVerdict& verdict) {
        return run([&] { return verdict; });
    }

    Footprint footprint_of(const core::Plan& plan) {
        Footprint seen;
        static_cast<void>(run(
            [&]() -> CommitVerdict {
                seen = database_->footprint(shop_.table);
                return {};
            },
            plan
        ));
        return seen;
    }

    std::string endings() const {
        return shop_.value("SELECT coalesce(string_agg(ending, ' '), '') FROM rollpack_journal");
    }

    void expect_untouched() const {
        EXPECT_EQ(shop_.tables(), "t1 t2 t3");
        EXPECT_EQ(shop_.rows_above(3), "");
    }

    Shop shop_;
    RunOptions options_;
    RecordingObserver observer_;
    std::unique_ptr<Database> database_;
};

TEST_F(BeforeCommitTest, CommitsWhatIsFoundGood) {
    const auto report = run(CommitVerdict{});
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop_.tables(), "t1 t2");
    EXPECT_EQ(shop_.rows_above(3), "4:DELETE");
    EXPECT_EQ(endings(), "done");
}

TEST_F(BeforeCommitTest, SeesWhatTheRunDidAndNobodyElseDoes) {
    std::size_t objects_seen = 0;
    std::string tables_outside;
    const auto before = shop_.open()->fingerprint({});
    const auto report = run([&]() -> CommitVerdict {
        objects_seen = database_->fingerprint({}).objects.size();
        tables_outside = shop_.value("SELECT count(*) FROM flyway_schema_history");
        return {Kind::refuse, "No"};
    });
    EXPECT_EQ(report.ending, Ending::refused_unchanged);
    EXPECT_LT(objects_seen, before.objects.size());
    EXPECT_EQ(tables_outside, "3");
}

TEST_F(BeforeCommitTest, RollsBackWhatIsRefusedAndSaysWhy) {
    const auto report = run({Kind::refuse, "The index t1_idx is left over"});
    EXPECT_EQ(report.ending, Ending::refused_unchanged);
    EXPECT_EQ(
        report.message,
        "The index t1_idx is left over; everything was rolled back and the database is as it was."
    );
    EXPECT_EQ(report.end_version.value().text(), "3");
    EXPECT_THAT(report.steps, Each(Field(&core::StepOutcome::state, StepState::rolled_back)));
    expect_untouched();
    EXPECT_EQ(endings(), "refused");
}

TEST_F(BeforeCommitTest, OfATrialLeavesARowInTheJournalOnly) {
    const auto report = run({Kind::roll_back, ""});
    EXPECT_EQ(report.ending, Ending::tried);
    EXPECT_EQ(
        report.message,
        "1 step ran to its end; everything was rolled back and the database is as it was."
    );
    EXPECT_NE(report.finished_at, "");
    expect_untouched();
    EXPECT_EQ(endings(), "tried");
    EXPECT_EQ(
        shop_.value("SELECT concat_ws(' ', steps_done, end_version, message) FROM rollpack_journal"
        ),
        "0 3 1 step ran to its end"
    );
}

TEST_F(BeforeCommitTest, LeavesTheSessionFitForAnotherRun) {
    ASSERT_EQ(run({Kind::roll_back, ""}).ending, Ending::tried);
    EXPECT_EQ(run(CommitVerdict{}).ending, Ending::done);
    EXPECT_EQ(endings(), "tried done");
}

TEST_F(BeforeCommitTest, ThatThrowsRollsBackAndLetsTheErrorOut) {
    const core::Error error = error_of([&] {
        run([]() -> CommitVerdict { throw core::Error{ErrorCode::usage, "no such file"}; });
    });
    EXPECT_EQ(error.message(), "no such file");
    EXPECT_THROW(
        run([]() -> CommitVerdict { throw std::runtime_error("mine"); }),
        std::runtime_error
    );
    expect_untouched();
    EXPECT_EQ(shop_.value("SELECT to_regclass('rollpack_journal') IS NULL"), "t");
}

TEST_F(BeforeCommitTest, WhoseQueryIsInterruptedIsAnInterruptedRun) {
    const auto report = run([&]() -> CommitVerdict {
        request_interrupt();
        static_cast<void>(database_->fingerprint({}));
        return {};
    });
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted) << report.message;
    expect_untouched();
    EXPECT_EQ(endings(), "interrupted");
}

TEST_F(BeforeCommitTest, InterruptedBehindItIsNotCommittedEither) {
    const auto report = run([]() -> CommitVerdict {
        request_interrupt();
        return {};
    });
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted) << report.message;
    expect_untouched();
}

TEST_F(BeforeCommitTest, WithoutAConnectionAnyMoreChangesNothing) {
    options_.settle_patience = milliseconds{10'000};
    const auto report = run([&]() -> CommitVerdict {
        query(
            shop_,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND state = 'idle in transaction'"
        );
        static_cast<void>(database_->fingerprint({}));
        return {};
    });
    EXPECT_EQ(report.ending, Ending::failed_unchanged) << report.message;
    EXPECT_THAT(report.message, HasSubstr("during the check before COMMIT"));
    expect_untouched();
    EXPECT_EQ(endings(), "failed");
}

TEST_F(BeforeCommitTest, OfATrialWhoseConnectionIsLostIsATrialNevertheless) {
    options_.settle_patience = milliseconds{10'000};
    const auto report = run([&]() -> CommitVerdict {
        query(
            shop_,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND state = 'idle in transaction'"
        );
        return {Kind::roll_back, ""};
    });
    EXPECT_EQ(report.ending, Ending::tried) << report.message;
    expect_untouched();
    EXPECT_EQ(endings(), "tried");
}

/// What reads the definition of a constraint waits for the lock on its table.
class CheckBehindALock : public BeforeCommitTest {
protected:
    CheckBehindALock() {
        options_.times.lock_timeout = milliseconds{300};
        query(shop_, "CREATE TABLE checked (id int CHECK (id > 0))");
    }

    OtherClient other_{shop_, "reporting"};
};

TEST_F(CheckBehindALock, StartsOverAndAsksAnew) {
    int asked = 0;
    other_.execute("BEGIN; LOCK TABLE checked");
    const auto report = run([&]() -> CommitVerdict {
        if (++asked == 2) {
            other_.execute("COMMIT");
        }
        static_cast<void>(database_->fingerprint({}));
        return {};
    });
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(asked, 2);
    EXPECT_THAT(
        observer_.all<core::Waiting>(),
        testing::Contains(Field(&core::Waiting::what, HasSubstr("the check before COMMIT needs")))
    );
    EXPECT_EQ(shop_.rows_above(3), "4:DELETE");
}

TEST_F(CheckBehindALock, IsGivenUpWhenPatienceIsOver) {
    options_.times.lock_patience = milliseconds{100};
    other_.execute("BEGIN; LOCK TABLE checked");
    const auto report = run([&]() -> CommitVerdict {
        static_cast<void>(database_->fingerprint({}));
        return {};
    });
    EXPECT_EQ(report.ending, Ending::lock_unavailable) << report.message;
    EXPECT_THAT(report.message, HasSubstr("The check before COMMIT could not have a lock"));
    expect_untouched();
}

TEST_F(BeforeCommitTest, RefusesAScriptOutsideOfATransactionByName) {
    const core::Error error = error_of([&] {
        run([]() -> CommitVerdict { return {}; },
            PlanBuilder{}
                .mode(TransactionMode::journalled)
                .undo("3", "DROP TABLE t3;")
                .outside("2", "DROP INDEX CONCURRENTLY i;")
                .build());
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("U2__undo.sql"));
    expect_untouched();
}

TEST_F(BeforeCommitTest, RefusesARunOfATransactionForEachScript) {
    const core::Error error = error_of([&] {
        run([]() -> CommitVerdict { return {}; },
            PlanBuilder{}.mode(TransactionMode::script).undo("3", "DROP TABLE t3;").build());
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    expect_untouched();
}

TEST_F(BeforeCommitTest, WritesATrialIntoAJournalOfEarlierEndings) {
    ASSERT_EQ(run(CommitVerdict{}).ending, Ending::done);
    query(
        shop_,
        "ALTER TABLE rollpack_journal DROP CONSTRAINT rollpack_journal_ending_check, ADD CONSTRAINT "
        "rollpack_journal_ending_check CHECK (ending IN ('running', 'done', 'stopped', 'failed', "
        "'interrupted', 'resumed', 'abandoned'))"
    );
    const auto report = run(
        [] {
            return CommitVerdict{Kind::roll_back, ""};
        },
        PlanBuilder{}.next_rank(5).undo("2", "DROP TABLE t2;").build()
    );
    EXPECT_THAT(report.remarks, IsEmpty());
    EXPECT_EQ(endings(), "done tried");
}

TEST_F(BeforeCommitTest, SaysFailedInAJournalOfEarlierEndingsThatIsNotItsOwn) {
    ASSERT_EQ(run(CommitVerdict{}).ending, Ending::done);
    query(
        shop_,
        "ALTER TABLE rollpack_journal DROP CONSTRAINT rollpack_journal_ending_check, ADD CONSTRAINT "
        "rollpack_journal_ending_check CHECK (ending IN ('done', 'failed'));"
        "DO $$ BEGIN CREATE ROLE trial_clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
        "END $$; ALTER TABLE t2 OWNER TO trial_clerk; GRANT SELECT, INSERT ON "
        "flyway_schema_history TO trial_clerk; GRANT SELECT, INSERT, UPDATE ON rollpack_journal TO "
        "trial_clerk"
    );
    database_ = open_database(parse_connection_url(shop_.conninfo() + " user=trial_clerk"));
    const auto report = run(
        [] {
            return CommitVerdict{Kind::roll_back, ""};
        },
        PlanBuilder{}.next_rank(5).undo("2", "DROP TABLE t2;").build()
    );
    EXPECT_EQ(report.ending, Ending::tried);
    EXPECT_THAT(report.remarks, IsEmpty());
    EXPECT_EQ(endings(), "done failed");
}

TEST_F(BeforeCommitTest, KnowsLocksUnderTheNamesThatTablesHadBefore) {
    query(shop_, "CREATE INDEX t1_idx ON t1 (id); CREATE TABLE t4 (id int)");
    const Footprint seen = footprint_of(
        PlanBuilder{}
            .undo("3", "DROP TABLE t3; CREATE TABLE t5 (id int); LOCK TABLE t1 IN SHARE MODE;")
            .undo("2", "ALTER TABLE t2 RENAME TO t9; SELECT 1 FROM t1; INSERT INTO t4 VALUES (1);")
            .build()
    );
    EXPECT_THAT(
        seen.locks,
        ElementsAre(
            HeldLock{{"public", "t1"}, LockMode::share},
            HeldLock{{"public", "t2"}, LockMode::access_exclusive},
            HeldLock{{"public", "t3"}, LockMode::access_exclusive},
            HeldLock{{"public", "t4"}, LockMode::row_exclusive}
        )
    );
    EXPECT_THAT(seen.rewritten, IsEmpty());
}

TEST_F(BeforeCommitTest, KnowsTablesWhoseRowsWereWrittenAnew) {
    query(shop_, "CREATE MATERIALIZED VIEW m AS SELECT 1 AS n; ALTER TABLE t2 ADD COLUMN n int");
    const Footprint seen = footprint_of(
        PlanBuilder{}
            .undo("3", "ALTER TABLE t1 ALTER COLUMN id TYPE bigint; TRUNCATE t3;")
            .undo("2", "ALTER TABLE t2 DROP COLUMN n; REFRESH MATERIALIZED VIEW m;")
            .build()
    );
    using core::RelationName;
    EXPECT_THAT(
        seen.rewritten,
        ElementsAre(
            RelationName{"public", "m"},
            RelationName{"public", "t1"},
            RelationName{"public", "t3"}
        )
    );
}

TEST_F(BeforeCommitTest, HasNoFootprintOutsideOfATransaction) {
    EXPECT_EQ(shop_.open()->footprint(shop_.table), Footprint{});
}

}  // namespace
}  // namespace rollpack::executor

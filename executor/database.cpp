#include "rollpack/executor/database.hpp"

#include "detail/begin_session.hpp"
#include "detail/check_runnable.hpp"
#include "detail/data_state.hpp"
#include "detail/dependencies.hpp"
#include "detail/fingerprint.hpp"
#include "detail/flyway_lock.hpp"
#include "detail/footprint.hpp"
#include "detail/history_queries.hpp"
#include "detail/interrupt.hpp"
#include "detail/journal_queries.hpp"
#include "detail/kept_queries.hpp"
#include "detail/look.hpp"
#include "detail/ownable_objects.hpp"
#include "detail/plan_run.hpp"
#include "detail/plan_sql.hpp"
#include "detail/session.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::executor {

namespace {

using core::TransactionMode;

/// Sends a session's notices to an observer for as long as it lives.
class NoticesTo {
public:
    NoticesTo(detail::Connection& connection, core::Observer& observer) noexcept
        : connection_(connection) {
        connection_.tell_notices_to(&observer);
    }

    ~NoticesTo() { connection_.tell_notices_to(nullptr); }

    NoticesTo(const NoticesTo&) = delete;
    NoticesTo& operator=(const NoticesTo&) = delete;
    NoticesTo(NoticesTo&&) = delete;
    NoticesTo& operator=(NoticesTo&&) = delete;

private:
    detail::Connection& connection_;
};

class PostgresDatabase final : public Database {
public:
    explicit PostgresDatabase(std::unique_ptr<detail::Session> session) noexcept
        : session_(std::move(session))
        , lock_(*session_) {}

    core::ServerFacts facts() override { return session_->facts; }

    core::ServerFacts planning_facts(const core::HistoryTable& table, bool journal) override {
        core::ServerFacts facts = session_->facts;
        facts.committing_procedures = detail::committing_procedures(*session_);
        if (journal) {
            facts.open_run = detail::read_open_run(*session_, table);
        }
        return facts;
    }

    void abandon_run(
        const core::HistoryTable& table,
        const std::string& run_id,
        const std::string& reason
    ) override {
        detail::abandon_run(*session_, table, run_id, reason);
    }

    void begin_session(const std::vector<core::StepScript>& scripts, core::Observer& observer)
        override {
        const NoticesTo notices{session_->connection, observer};
        detail::begin_session(*session_, scripts);
    }

    core::HistoryTable locate_history(const core::HistoryLocation& location) override {
        return detail::locate_history(*session_, location);
    }

    std::vector<core::HistoryEntry> read_history(const core::HistoryTable& table) override {
        return detail::read_history(*session_, table);
    }

    std::optional<std::vector<core::JournalEntry>> read_journal(
        const core::HistoryTable& table,
        const JournalQuery& wanted
    ) override {
        return detail::read_journal(*session_, table, wanted);
    }

    std::string plan_sql(const core::Plan& plan, const PlanSqlOptions& options) override {
        return detail::plan_sql(*session_, plan, options);
    }

    std::vector<core::OtherSession> lock_holders(const core::HistoryTable& table) override {
        return detail::lock_holders(*session_, table);
    }

    core::LiveFacts look(const core::LiveQuestions& questions, std::chrono::milliseconds budget)
        override {
        return detail::look(*session_, questions, budget);
    }

    core::DependencyFacts dependencies(
        const core::DependencyQuestions& questions,
        const std::string& schema
    ) override {
        return detail::read_dependencies(*session_, questions, schema);
    }

    std::vector<core::DatabaseObject> ownable_objects(const std::string& schema) override {
        return detail::read_ownable_objects(*session_, schema);
    }

    core::Fingerprint fingerprint(const FingerprintOptions& options) override {
        return detail::read_fingerprint(*session_, options);
    }

    core::DataState data_state(const FingerprintOptions& options) override {
        return detail::read_data_state(*session_, options);
    }

    std::optional<std::vector<core::KeyedRow>> keyed_rows(
        const std::string& table,
        const std::vector<std::string>& columns,
        std::size_t most
    ) override {
        return detail::read_keyed_rows(*session_, table, columns, most);
    }

    void create_history(const core::HistoryTable& table) override {
        detail::create_history(*session_, table);
    }

    Footprint footprint(const core::HistoryTable& table) override {
        return detail::read_footprint(*session_, table);
    }

    std::vector<core::KeptData> list_kept() override { return detail::list_kept(*session_); }

    void drop_kept(const std::string& schema) override { detail::drop_kept(*session_, schema); }

    void lock(
        const core::HistoryTable& table,
        TransactionMode mode,
        std::chrono::milliseconds patience,
        core::Observer& observer
    ) override {
        lock_.take(table, mode, patience, observer);
    }

    void unlock() noexcept override { lock_.give_back(); }

    core::Report run(const core::Plan& plan, const RunOptions& options, core::Observer& observer)
        override;

private:
    std::unique_ptr<detail::Session> session_;
    detail::FlywayLock lock_;
};

core::Report PostgresDatabase::run(
    const core::Plan& plan,
    const RunOptions& options,
    core::Observer& observer
) {
    ROLLPACK_ASSERT(lock_.is_held(plan.history_table, plan.transaction));
    if (plan.steps.empty()) {
        lock_.give_back();
        core::Report report;
        report.ending = core::Ending::nothing_to_do;
        report.message = plan.nothing_to_do;
        return report;
    }
    detail::check_runnable(plan);
    if (options.before_commit) {
        detail::require_one_transaction(plan);
    }
    const NoticesTo notices{session_->connection, observer};
    const auto relock = [&] {
        lock_.forget();
        lock_.take(plan.history_table, plan.transaction, options.times.lock_patience, observer);
        detail::require_history(*session_, plan);
    };
    core::Report report = detail::PlanRun{*session_, plan, options, observer, relock}.run();
    if (!session_->connection.is_gone()) {
        session_->connection.set_interruptible(detail::Interruptible::yes);
    }
    if (plan.transaction == TransactionMode::package) {
        lock_.forget();
    }
    return report;
}

}  // namespace

std::unique_ptr<Database> open_database(const ConnectionSettings& settings) {
    return std::make_unique<PostgresDatabase>(detail::open_session(settings));
}

// Source: CORE/internal/strategy/BackoffStrategy.java of Flyway 13.0.0: 1, 2, 4 ... s.
std::unique_ptr<Database> open_database(
    const ConnectionSettings& settings,
    const ConnectRetries& retries,
    core::Observer& observer
) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    const auto start = std::chrono::steady_clock::now();
    seconds wait{1};
    for (std::int64_t retry = 1;; ++retry) {
        try {
            return open_database(settings);
        } catch (const core::Error& error) {
            if (error.code() != core::ErrorCode::connection_failed || retry > retries.count) {
                throw;
            }
            const auto so_far = std::chrono::steady_clock::now() - start;
            observer.on(core::Waiting{
                fmt::format("retry {} of {}: {}", retry, retries.count, error.message()),
                std::chrono::duration_cast<milliseconds>(so_far)});
        }
        wait = std::min(wait, retries.longest_wait);
        detail::pause(wait);
        wait *= 2;
    }
}

}  // namespace rollpack::executor

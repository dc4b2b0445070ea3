#pragma once

#include "detail/journal.hpp"
#include "detail/keep_stream.hpp"
#include "detail/lock_retry.hpp"
#include "detail/lock_watch.hpp"
#include "detail/pipeline.hpp"
#include "detail/run_answers.hpp"
#include "detail/run_progress.hpp"
#include "detail/run_stream.hpp"
#include "detail/session.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/executor/database.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// One run of a plan with steps, under the lock. Good for one call of run().
class PlanRun {
public:
    /// `relock` takes Flyway's lock anew after a plan in one transaction was rolled back for a lock
    /// that could not be had; it throws when that cannot be, or the history is another one by then.
    PlanRun(
        Session& session,
        const core::Plan& plan,
        const RunOptions& options,
        core::Observer& observer,
        std::function<void()> relock
    );

    core::Report run();

private:
    std::optional<core::Report> attempt();
    bool may_try_again(const SqlError& error, const Pipeline& pipeline) const;
    std::optional<core::Report> try_again(Pipeline& pipeline, const SqlError& error);
    void ask_time(Connection& connection);

    core::Report concluded(Pipeline& pipeline);
    core::Report after_verdict(Pipeline& pipeline, const CommitVerdict& verdict);
    core::Report after_check_failed(Pipeline& pipeline, const SqlError& error);
    void forget(Pipeline& pipeline);
    core::Report after_failure(Pipeline& pipeline, const SqlError& error);
    void run_error_callbacks(const Tag& failed);
    core::Report after_error(Pipeline& pipeline, const core::Error& error);
    core::Report after_interrupt(Pipeline& pipeline);
    core::Report after_loss(
        const core::Error& error,
        core::Ending ending = core::Ending::failed_unchanged
    );
    core::Report after_doubt(Pipeline& pipeline, const core::Error& error);
    void release_locks();
    core::Report settle_commit(const core::Error& error);
    core::Report settle_stretches(const core::Error& error, core::Ending ending);
    core::Report unsettled(const core::Error& error) const;
    core::Report stopped(core::Ending ending, const std::string& why);

    bool end_stream(Pipeline& pipeline, Pipeline::Cancel cancel);
    std::string with_failure(const std::string& why) const;
    bool stays_something() const;
    std::string what_stays() const;
    std::string what_is_next() const;
    void mark_ended(Connection& connection, core::Ending ending, const std::string& message);
    void record(core::Ending ending, const std::string& why);
    void remark_on_journal(const core::Error& error);
    core::Report done();
    core::Report report(core::Ending ending, std::string message, std::string hint = {}) const;
    std::optional<core::Version> end_version(core::Ending ending) const;

    Session& session_;
    const core::Plan& plan_;
    const RunOptions& options_;
    core::Observer& observer_;
    std::function<void()> relock_;
    Journal journal_;
    KeepStream keep_;
    RunStream stream_;
    RunProgress progress_;
    RunAnswers answers_;
    LockWatch watch_;
    std::optional<core::SqlFailure> failure_;
    std::unique_ptr<Session> witness_;  ///< connected after the session was lost
    JournalPosition
        left_;  ///< where a run of several transactions stopped, in the middle of a step
    std::vector<std::string> remarks_;
    LockRetry retry_;
};

}  // namespace rollpack::executor::detail

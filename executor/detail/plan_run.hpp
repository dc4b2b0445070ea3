#pragma once

#include "detail/check_runnable.hpp"
#include "detail/journal.hpp"
#include "detail/keep_stream.hpp"
#include "detail/pipeline.hpp"
#include "detail/run_answers.hpp"
#include "detail/run_progress.hpp"
#include "detail/session.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/executor/database.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// One run of a plan with steps, under the lock. Good for one call of run().
class PlanRun {
public:
    PlanRun(
        Session& session,
        const core::Plan& plan,
        const RunOptions& options,
        core::Observer& observer
    );

    core::Report run();

private:
    void stream_package(Pipeline& pipeline);
    void stream_scripts(Pipeline& pipeline);
    void ask_time(Connection& connection);

    core::Report after_failure(Pipeline& pipeline, const SqlError& error);
    void run_error_callbacks(const Tag& failed);
    core::Report after_interrupt(Pipeline& pipeline);
    core::Report after_loss(const core::Error& error);
    core::Report settle_commit(const core::Error& error);
    core::Report settle_scripts(const core::Error& error);
    core::Report unsettled(const core::Error& error) const;
    core::Report stopped(core::Ending ending, const std::string& why);

    bool end_stream(Pipeline& pipeline, Pipeline::Cancel cancel);
    std::string with_failure(const std::string& why) const;
    std::string what_is_next() const;
    void mark_stopped(Connection& connection, const std::string& message);
    void record(core::Ending ending, const std::string& why);
    void remark_on_journal(const core::Error& error);
    core::Report done();
    core::Report report(core::Ending ending, std::string message, std::string hint = {}) const;
    std::optional<core::Version> end_version(core::Ending ending) const;

    Session& session_;
    const core::Plan& plan_;
    const RunOptions& options_;
    core::Observer& observer_;
    Journal journal_;
    KeepStream keep_;
    StepStream stream_;
    RunProgress progress_;
    RunAnswers answers_;
    std::optional<core::SqlFailure> failure_;
    std::unique_ptr<Session> witness_;  ///< connected after the session was lost
    std::vector<std::string> remarks_;
    bool commit_sent_ = false;
};

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/journal.hpp"
#include "detail/keep_stream.hpp"
#include "detail/pipeline.hpp"
#include "detail/run_progress.hpp"
#include "detail/session.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/executor/database.hpp"

#include <optional>
#include <string>

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
    void on_result(const Tag& tag, const Result& result);

    core::Report after_failure(Pipeline& pipeline, const SqlError& error);
    core::Report after_interrupt(Pipeline& pipeline);
    core::Report after_loss(const core::Error& error);
    core::Report settle_commit(const core::Error& error);
    core::Report settle_scripts(const core::Error& error);
    core::Report unsettled(const core::Error& error) const;
    core::Report stopped(core::Ending ending, const std::string& why);

    bool end_stream(Pipeline& pipeline, Pipeline::Cancel cancel);
    void mark_stopped(Connection& connection, const std::string& message) const;
    core::Report done();
    core::Report report(core::Ending ending, std::string message, std::string hint = {}) const;

    Session& session_;
    const core::Plan& plan_;
    const RunOptions& options_;
    core::Observer& observer_;
    Journal journal_;
    KeepStream keep_;
    StepStream stream_;
    RunProgress progress_;
    std::optional<core::SqlFailure> failure_;
    bool commit_sent_ = false;
};

/// @throws Error checks_failed for a script that run() must not begin with, package_invalid for an
/// object that cannot be dropped by name.
void check_runnable(const core::Plan& plan);
void check_runnable(const core::StepScript& script);

}  // namespace rollpack::executor::detail

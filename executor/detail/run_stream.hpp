#pragma once

#include "detail/journal.hpp"
#include "detail/keep_stream.hpp"
#include "detail/pipeline.hpp"
#include "detail/session.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/executor/run_options.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// Sends a run's commands, stretch by stretch, and knows where it is. Steps that are one transaction go
/// into a stream; a step outside of a transaction is run statement by statement, each with a note in
/// the journal, of which the next run learns how far this one got.
class RunStream {
public:
    /// The parts have to outlive the stream. @throws Error checks_failed for a plan with a step outside
    /// of a transaction when there can be no journal.
    RunStream(
        Session& session,
        const core::Plan& plan,
        const RunOptions& options,
        const Journal& journal,
        const KeepStream& keep
    );

    /// Runs the plan from at(); after a failure once more from there. @throws SqlError, and Error
    /// statement_in_doubt when nobody can tell whether a statement has to be run again.
    void run(Pipeline& pipeline);

    /// The first step that is not committed, and its first statement that is not.
    const core::RunStart& at() const noexcept { return at_; }

    /// So many steps are committed: the run goes on behind them.
    void set_committed(std::size_t steps) noexcept;

    /// What RunOptions::before_commit said; none: it was not asked, or did not answer.
    const std::optional<CommitVerdict>& verdict() const noexcept { return verdict_; }

    /// RunOptions::before_commit was asked and has not answered.
    bool is_checking() const noexcept { return is_checking_; }

    /// COMMIT of a plan that is one transaction was sent.
    bool commit_sent() const noexcept { return commit_sent_; }

    const StepStream& steps() const noexcept { return steps_; }

private:
    void run_package(Pipeline& pipeline);
    bool may_commit(Pipeline& pipeline);
    void run_stretches(Pipeline& pipeline);
    void run_stretch(Pipeline& pipeline, const core::Stretch& stretch);
    void run_outside(Pipeline& pipeline, std::size_t step);
    void send_first(Pipeline& pipeline);
    void settle_doubt(Pipeline& pipeline, std::size_t step);
    void run_alone(Pipeline& pipeline, std::size_t step, std::size_t statement);
    void run_in_transaction(Pipeline& pipeline, std::size_t step, std::size_t statement);
    void begin(Pipeline& pipeline, std::size_t step) const;
    void commit_part(Pipeline& pipeline, std::size_t step) const;
    void send_times(const CommandSink& sink) const;
    std::string text_of(std::size_t step, std::size_t statement) const;

    Session& session_;
    const core::Plan& plan_;
    const RunOptions& options_;
    const Journal& journal_;
    const KeepStream& keep_;
    StepStream steps_;
    std::vector<core::Stretch> stretches_;
    core::RunStart at_;
    std::string state_before_;
    std::optional<CommitVerdict> verdict_;
    bool is_checking_ = false;
    bool has_begun_ = false;
    bool commit_sent_ = false;
};

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/command.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// Keeps the outcome of each step while answers come in, and tells the observer. Durations are the
/// times between the answers that end two steps.
class RunProgress {
public:
    RunProgress(const core::Plan& plan, core::Observer& observer);

    /// The first step begins.
    void start();

    /// A step's last answer arrived; the next one begins.
    void finish_step(std::size_t index);

    /// A statement of the step's own script inserted, updated, deleted or copied rows.
    void add_rows(std::size_t index, std::int64_t rows);

    /// A notice came while the step's answers were read.
    void add_notice(std::size_t index, core::StepNotice notice);

    /// A statement of the step's own script found already done what it does.
    void add_passed_over(const core::Plan& plan, const Tag& tag, const core::SqlFailure& failure);

    /// Steps whose work is done, in a transaction that may still be open: a prefix of the plan.
    std::size_t finished() const noexcept { return finished_; }

    /// So many steps are committed.
    void commit(std::size_t count) noexcept { committed_ = count; }

    /// Steps that stay whatever happens: a prefix of the finished ones.
    std::size_t committed() const noexcept { return committed_; }

    /// So many steps are finished and committed by what the database says; tells nobody.
    void set_committed(std::size_t count);

    /// The step that was running when the run ended failed.
    void fail_step(std::size_t index);

    /// What was finished and not committed is gone again.
    void roll_back();

    /// Goes on behind the committed steps, as if the others had never begun.
    void begin_again();

    /// A step's name; "the run" without one.
    std::string name(std::optional<std::size_t> step) const;

    const std::vector<core::StepOutcome>& outcomes() const noexcept { return outcomes_; }

private:
    void begin_step(std::size_t index);
    std::chrono::milliseconds lap();

    core::Observer& observer_;
    std::vector<core::StepOutcome> outcomes_;
    std::size_t finished_ = 0;
    std::size_t committed_ = 0;
    std::chrono::steady_clock::time_point step_started_;
};

}  // namespace rollpack::executor::detail

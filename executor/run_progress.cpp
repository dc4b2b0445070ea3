#include "detail/run_progress.hpp"

#include <utility>

namespace rollpack::executor::detail {

using core::StepState;

RunProgress::RunProgress(const core::Plan& plan, core::Observer& observer)
    : observer_(observer) {
    outcomes_.reserve(plan.steps.size());
    for (const core::Step& step : plan.steps) {
        outcomes_.push_back({core::step_name(step), StepState::not_run, {}});
    }
}

void RunProgress::start() {
    begin_step(0);
}

void RunProgress::begin_step(std::size_t index) {
    step_started_ = std::chrono::steady_clock::now();
    if (index < outcomes_.size()) {
        observer_.on(core::StepStarted{index, outcomes_.size(), outcomes_[index].name});
    }
}

std::chrono::milliseconds RunProgress::lap() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - step_started_
    );
}

void RunProgress::finish_step(std::size_t index) {
    core::StepOutcome& outcome = outcomes_.at(index);
    outcome.state = StepState::done;
    outcome.duration = lap();
    finished_ = index + 1;
    observer_.on(
        core::StepFinished{index, outcomes_.size(), outcome.name, outcome.duration, outcome.rows}
    );
    begin_step(index + 1);
}

void RunProgress::add_rows(std::size_t index, std::int64_t rows) {
    outcomes_.at(index).rows += rows;
}

void RunProgress::add_notice(std::size_t index, core::StepNotice notice) {
    outcomes_.at(index).notices.push_back(std::move(notice));
}

void RunProgress::add_passed_over(
    const core::Plan& plan,
    const Tag& tag,
    const core::SqlFailure& failure
) {
    core::StepOutcome& outcome = outcomes_.at(*tag.step);
    const core::StepScript& script = *core::step_script(plan.steps.at(*tag.step));
    core::PassedOver passed{
        script.analysis.statements.at(tag.statement).line,
        failure.sqlstate,
        failure.message};
    observer_.on(core::StatementPassedOver{outcome.name, passed.line, passed.message});
    outcome.passed_over.push_back(std::move(passed));
}

void RunProgress::set_committed(std::size_t count) {
    finished_ = count;
    committed_ = count;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        outcomes_[i].state = i < count ? StepState::done : StepState::not_run;
    }
}

void RunProgress::fail_step(std::size_t index) {
    outcomes_.at(index).state = StepState::failed;
    outcomes_.at(index).duration = lap();
}

void RunProgress::roll_back() {
    finished_ = committed_;
    for (std::size_t i = committed_; i < outcomes_.size(); ++i) {
        if (outcomes_[i].state == StepState::done) {
            outcomes_[i].state = StepState::rolled_back;
        }
    }
}

void RunProgress::begin_again() {
    for (std::size_t i = committed_; i < outcomes_.size(); ++i) {
        outcomes_[i] = {outcomes_[i].name, StepState::not_run, {}};
    }
    finished_ = committed_;
    begin_step(committed_);
}

std::string RunProgress::name(std::optional<std::size_t> step) const {
    return step ? outcomes_.at(*step).name : "the run";
}

}  // namespace rollpack::executor::detail

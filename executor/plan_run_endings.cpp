#include "detail/plan_run.hpp"
#include "detail/settle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Ending;
using core::Error;
using core::TransactionMode;

constexpr const char* unchanged = "everything was rolled back and the database is as it was";
constexpr const char* go_on = "Run the same command again: it goes on with the step that is next.";
constexpr const char* go_on_without_failed =
    "Run the same command again without --include-failed: it goes on with the step that is next.";

/// The journal's word for a run of which nothing stays.
std::string_view word(Ending ending) {
    switch (ending) {
    case Ending::interrupted:
        return "interrupted";
    case Ending::tried:
        return "tried";
    case Ending::refused_unchanged:
        return "refused";
    default:
        return "failed";
    }
}

std::string steps(std::size_t count) {
    return count == 1 ? "1 step" : fmt::format("{} steps", count);
}

}  // namespace

core::Report PlanRun::unsettled(const Error& error) const {
    return report(
        Ending::unknown,
        fmt::format(
            "It is not known how the run ended: {}, and the database could not be asked since.",
            error.message()
        ),
        journal_.usable()
            ? fmt::format(
                "Look with rollpack status once the server answers; rollpack log --run {} and the "
                "history's highest rank tell.",
                journal_.run_id()
            )
            : "Look with rollpack status once the server answers; the history's highest rank tells."
    );
}

// `ending` holds when nothing stays; with committed steps a failure is a stop part-way.
core::Report PlanRun::stopped(Ending ending, const std::string& why) {
    Connection& connection = witness_ ? witness_->connection : session_.connection;
    if (!connection.is_gone()) {
        ask_time(connection);
    }
    progress_.roll_back();
    if (plan_.transaction == TransactionMode::package) {
        record(ending, why);
        return report(ending, fmt::format("{}; {}.", why, unchanged));
    }
    if (!session_.connection.is_gone()) {
        left_.statements_done = stream_.at().statement;
        left_.in_doubt = stream_.at().in_doubt;
        mark_ended(session_.connection, ending, with_failure(why));
    }
    if (!stays_something()) {
        return report(ending, fmt::format("{}; {}.", why, unchanged));
    }
    return report(
        ending == Ending::interrupted ? ending : Ending::stopped_part_way,
        fmt::format("{}; {}.", why, what_stays()),
        what_is_next()
    );
}

bool PlanRun::stays_something() const {
    return progress_.committed() > 0 || left_.statements_done > 0 || left_.in_doubt;
}

std::string PlanRun::what_stays() const {
    const std::size_t done = progress_.committed();
    std::string text = fmt::format(
        "{} of {} {}",
        done,
        steps(plan_.steps.size()),
        done == 1 ? "is committed and stays" : "are committed and stay"
    );
    if (left_.statements_done == 0 && !left_.in_doubt) {
        return text;
    }
    const core::Step& step = plan_.steps.at(done);
    const core::StepScript& script = *core::step_script(step);
    text += fmt::format(
        ", and of {} {} of {} statements",
        core::step_name(step),
        left_.statements_done,
        script.analysis.statements.size()
    );
    if (left_.in_doubt) {
        const core::SqlStatement& begun = script.analysis.statements.at(left_.statements_done);
        text += fmt::format(
            "; the next run looks what became of the one in line {} that was begun",
            begun.line
        );
    }
    return text;
}

// A run that has only callbacks left has nothing to do when it is asked for again.
std::string PlanRun::what_is_next() const {
    if (progress_.committed() < steps_with_work(plan_)) {
        return failed_steps_are_over(plan_, progress_.committed()) ? go_on_without_failed : go_on;
    }
    std::vector<std::string> left;
    for (std::size_t i = progress_.committed(); i < plan_.steps.size(); ++i) {
        left.push_back(core::step_name(plan_.steps[i]));
    }
    return fmt::format(
        "The database is back at version {}, and only callbacks did not run: {}. Another run would have "
        "nothing to do, so do by hand what they do.",
        plan_.target_version.text(),
        fmt::join(left, ", ")
    );
}

std::string PlanRun::with_failure(const std::string& why) const {
    return failure_ ? why + ": " + failure_->message : why;
}

// The row says more than the report can; without it the report still holds.
void PlanRun::mark_ended(Connection& connection, Ending ending, const std::string& message) {
    const bool stays = stays_something() || plan_.resumes || ending == Ending::stopped_part_way;
    try {
        journal_.mark_ended(
            connection,
            stays ? "stopped" : word(ending),
            message,
            progress_.committed()
        );
    } catch (const Error& error) {
        remark_on_journal(error);
    }
}

void PlanRun::record(Ending ending, const std::string& why) {
    Connection* const connection = witness_ ? &witness_->connection : &session_.connection;
    if (connection->is_gone()) {
        return;
    }
    try {
        journal_.record(*connection, word(ending), with_failure(why));
    } catch (const Error& error) {
        remark_on_journal(error);
    }
}

void PlanRun::remark_on_journal(const Error& error) {
    remarks_.push_back(fmt::format(
        "The end of the run could not be written into the journal: {}.",
        error.message()
    ));
}

core::Report PlanRun::done() {
    progress_.set_committed(plan_.steps.size());
    return report(
        Ending::done,
        fmt::format(
            "The database is back at version {}: {} committed.",
            plan_.target_version.text(),
            steps(plan_.steps.size()) + (plan_.steps.size() == 1 ? " is" : " are")
        ),
        journal_.complaint()
    );
}

core::Report PlanRun::report(Ending ending, std::string message, std::string hint) const {
    core::Report report;
    report.run_id = journal_.run_id();
    report.ending = ending;
    report.steps = progress_.outcomes();
    report.failure = failure_;
    report.message = std::move(message);
    report.hint = std::move(hint);
    report.remarks = remarks_;
    report.started_at = answers_.started_at();
    report.finished_at = answers_.finished_at();
    report.end_version = end_version(ending);
    keep_.conclude(report);
    return report;
}

std::optional<core::Version> PlanRun::end_version(Ending ending) const {
    if (ending == Ending::unknown) {
        return std::nullopt;
    }
    return core::version_after(plan_, progress_.committed());
}

void PlanRun::ask_time(Connection& connection) {
    try {
        const Command time = server_time();
        answers_.take(time.tag, connection.query(time.sql));
    } catch (const Error&) {
        // A report without the time of its end says what matters.
        return;
    }
}

}  // namespace rollpack::executor::detail

#include "detail/plan_run.hpp"

#include "detail/settle.hpp"
#include "rollpack/executor/drop_statement.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace rollpack::executor::detail {

namespace {

using core::Ending;
using core::Error;
using core::ErrorCode;
using core::TransactionMode;

constexpr const char* unchanged = "everything was rolled back and the database is as it was";
constexpr const char* go_on = "Run the same command again: it goes on with the step that is next.";

std::string steps(std::size_t count) {
    return count == 1 ? "1 step" : fmt::format("{} steps", count);
}

std::string what_failed(const Tag& tag, const std::string& name) {
    switch (tag.purpose) {
    case Purpose::statement:
        return name + " failed";
    case Purpose::row:
        return "The history row of " + name + " could not be written";
    case Purpose::keep:
        return "The data that the run takes away could not be kept";
    case Purpose::constraints:
        return "A deferred constraint does not hold at the end of the run";
    case Purpose::commit:
        return "The commit of " + name + " failed";
    case Purpose::own:
        break;
    }
    return tag.step ? "Preparing the session for " + name + " failed"
                    : "A statement of rollpack's own failed";
}

SqlError own_error(std::string message) {
    ServerError error;
    error.failure.message = std::move(message);
    return SqlError{std::move(error)};
}

void check_objects(const core::RetireStep& step) {
    for (const core::DatabaseObject& object : step.objects) {
        static_cast<void>(drop_statement(object));
    }
}

}  // namespace

void check_runnable(const core::StepScript& script) {
    for (const core::SqlStatement& statement : script.analysis.statements) {
        const std::string& words = statement.not_transactional.empty()
            ? statement.transaction_control
            : statement.not_transactional;
        if (!words.empty()) {
            throw Error{
                ErrorCode::checks_failed,
                fmt::format(
                    "{}:{}: {} cannot be run in a transaction",
                    script.path,
                    statement.line,
                    words
                )};
        }
    }
    // libpq takes text up to the first NUL, so the rest would silently be left out.
    if (script.text.find('\0') != std::string::npos) {
        throw Error{ErrorCode::checks_failed, script.path + ": the script holds a NUL character"};
    }
}

void check_runnable(const core::Plan& plan) {
    for (const core::Step& step : plan.steps) {
        if (const core::StepScript* const script = core::step_script(step)) {
            check_runnable(*script);
        }
        if (const auto* const retire = std::get_if<core::RetireStep>(&step)) {
            check_objects(*retire);
        }
    }
}

PlanRun::PlanRun(
    Session& session,
    const core::Plan& plan,
    const RunOptions& options,
    core::Observer& observer
)
    : session_(session)
    , plan_(plan)
    , options_(options)
    , observer_(observer)
    , journal_(session, plan, options)
    , keep_(session, plan, options, journal_.run_id())
    , stream_(session, plan)
    , progress_(plan, observer) {}

core::Report PlanRun::run() {
    Pipeline pipeline{session_.connection, [this](const Tag& tag, const Result& result) {
                          on_result(tag, result);
                      }};
    progress_.start();
    try {
        if (plan_.transaction == TransactionMode::package) {
            stream_package(pipeline);
        } else {
            stream_scripts(pipeline);
        }
        return done();
    } catch (const SqlError& error) {
        return after_failure(pipeline, error);
    } catch (const Error& error) {
        switch (error.code()) {
        case ErrorCode::connection_lost:
            return after_loss(error);
        case ErrorCode::interrupted:
            return after_interrupt(pipeline);
        default:
            keep_.discard();
            static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
            throw;
        }
    }
}

// COMMIT is sent only when everything before it was answered: a lost connection leaves a doubt in one
// round trip only, and an interrupt can stop all the rest.
void PlanRun::stream_package(Pipeline& pipeline) {
    journal_.send_table(pipeline);
    keep_.send(pipeline);
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        stream_.send_step(pipeline, i);
        pipeline.push();
    }
    pipeline.send("SET CONSTRAINTS ALL IMMEDIATE", {}, {Purpose::constraints});
    journal_.send_row(pipeline, "done", plan_.steps.size());
    pipeline.await();
    keep_.make_durable();
    session_.connection.set_interruptible(Interruptible::no);
    commit_sent_ = true;
    pipeline.send("COMMIT", {}, {Purpose::commit});
    pipeline.finish();
}

void PlanRun::stream_scripts(Pipeline& pipeline) {
    pipeline.send(begin_transaction, {}, {});
    journal_.send_table(pipeline);
    journal_.send_row(pipeline, "running", 0);
    pipeline.send("COMMIT", {}, {Purpose::commit});
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        pipeline.send(begin_transaction, {}, {Purpose::own, i});
        stream_.send_step(pipeline, i);
        journal_.send_progress(pipeline, i + 1, i + 1 == plan_.steps.size());
        pipeline.send("COMMIT", {}, {Purpose::commit, i});
        pipeline.push();
    }
    pipeline.finish();
}

void PlanRun::on_result(const Tag& tag, const Result& result) {
    if (tag.purpose == Purpose::row) {
        if (result.command_tag() != "INSERT 0 1") {
            throw own_error("the server did not insert the row");
        }
        if (plan_.transaction == TransactionMode::package) {
            progress_.finish_step(*tag.step);
        }
    }
    if (tag.purpose == Purpose::commit) {
        if (result.command_tag() != "COMMIT") {
            throw own_error("the server rolled the transaction back");
        }
        if (tag.step) {
            progress_.finish_step(*tag.step);
        }
    }
}

// False when the server could not be brought to end the stream; the connection is closed then.
bool PlanRun::end_stream(Pipeline& pipeline, Pipeline::Cancel cancel) {
    session_.connection.set_interruptible(Interruptible::no);
    if (!pipeline.abandon(cancel)) {
        session_.connection.close();
        return false;
    }
    if (session_.connection.in_transaction()) {
        static_cast<void>(session_.connection.query("ROLLBACK"));
    }
    return true;
}

core::Report PlanRun::after_failure(Pipeline& pipeline, const SqlError& error) {
    const Tag tag = pipeline.failed().value_or(Tag{});
    failure_ = locate_failure(plan_, tag, error.server());
    if (tag.step) {
        progress_.fail_step(*tag.step);
    }
    try {
        static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
    } catch (const Error& lost) {
        if (lost.code() != ErrorCode::connection_lost) {
            throw;
        }
    }
    return stopped(Ending::failed_unchanged, what_failed(tag, progress_.name(tag.step)));
}

core::Report PlanRun::after_interrupt(Pipeline& pipeline) {
    try {
        if (!end_stream(pipeline, Pipeline::Cancel::yes)) {
            return after_loss({ErrorCode::connection_lost, "the server did not stop when asked to"}
            );
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::connection_lost) {
            throw;
        }
        return after_loss(error);
    }
    if (progress_.finished() == plan_.steps.size()
        && plan_.transaction == TransactionMode::script) {
        return done();
    }
    return stopped(Ending::interrupted, "Interrupted");
}

core::Report PlanRun::after_loss(const Error& error) {
    if (plan_.transaction == TransactionMode::script) {
        return settle_scripts(error);
    }
    if (commit_sent_) {
        return settle_commit(error);
    }
    std::optional<std::size_t> running;
    if (progress_.finished() < plan_.steps.size()) {
        running = progress_.finished();
        progress_.fail_step(*running);
    }
    const std::string name = progress_.name(running);
    return stopped(Ending::failed_unchanged, fmt::format("{} during {}", error.message(), name));
}

core::Report PlanRun::settle_commit(const Error& error) {
    try {
        const auto witness = reconnect(session_, options_.settle_patience, observer_);
        if (!witness) {
            return unsettled(error);
        }
        const bool committed = journal_.usable()
            ? journal_.has_row(witness->connection)
            : recorded_steps(*witness, plan_) == plan_.steps.size();
        return committed ? done()
                         : stopped(
                             Ending::failed_unchanged,
                             fmt::format("{} before the commit took effect", error.message())
                         );
    } catch (const Error&) {
        return unsettled(error);
    }
}

core::Report PlanRun::settle_scripts(const Error& error) {
    try {
        const auto witness = reconnect(session_, options_.settle_patience, observer_);
        if (!witness) {
            return unsettled(error);
        }
        progress_.set_finished(recorded_steps(*witness, plan_));
        if (progress_.finished() == plan_.steps.size()) {
            return done();
        }
        mark_stopped(witness->connection, error.message());
        return stopped(Ending::failed_unchanged, error.message());
    } catch (const Error&) {
        return unsettled(error);
    }
}

core::Report PlanRun::unsettled(const Error& error) const {
    return report(
        Ending::unknown,
        fmt::format(
            "It is not known how the run ended: {}, and the database could not be asked since.",
            error.message()
        ),
        fmt::format(
            "Look with rollpack status once the server answers; the journal's row of run {} and the "
            "history's highest rank tell.",
            journal_.run_id()
        )
    );
}

// `ending` holds when nothing stays; with committed steps a failure is a stop part-way.
core::Report PlanRun::stopped(Ending ending, const std::string& why) {
    if (plan_.transaction == TransactionMode::package) {
        progress_.roll_back();
        return report(ending, fmt::format("{}; {}.", why, unchanged));
    }
    if (!session_.connection.is_gone()) {
        mark_stopped(session_.connection, failure_ ? why + ": " + failure_->message : why);
    }
    if (progress_.finished() == 0) {
        return report(ending, fmt::format("{}; {}.", why, unchanged));
    }
    const std::string truth = fmt::format(
        "{}; {} of {} {}.",
        why,
        progress_.finished(),
        steps(plan_.steps.size()),
        progress_.finished() == 1 ? "is committed and stays" : "are committed and stay"
    );
    return report(
        ending == Ending::failed_unchanged ? Ending::stopped_part_way : ending,
        truth,
        go_on
    );
}

// The row says more than the report can; without it the report still holds.
void PlanRun::mark_stopped(Connection& connection, const std::string& message) const {
    try {
        journal_.mark_stopped(connection, message);
    } catch (const Error&) {
        static_cast<void>(0);
    }
}

core::Report PlanRun::done() {
    progress_.set_finished(plan_.steps.size());
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
    keep_.conclude(report);
    return report;
}

}  // namespace rollpack::executor::detail

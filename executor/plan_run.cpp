#include "detail/plan_run.hpp"

#include "detail/error_callbacks.hpp"
#include "detail/failed_command.hpp"
#include "detail/notice_tap.hpp"
#include "detail/settle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

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

}  // namespace

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
    , stream_(script_session(session, plan.history_table), plan)
    , progress_(plan, observer)
    , answers_(plan, progress_) {
    if (!options.kept.empty() && options.keep_sink == nullptr) {
        journal_.set_kept_schema(kept_schema_name(journal_.run_id()));
    }
}

core::Report PlanRun::run() {
    Pipeline pipeline{session_.connection, [this](const Tag& tag, const Result& result) {
                          answers_.take(tag, result);
                      }};
    const NoticeTap tap{session_.connection, observer_, [&](const core::ServerNotice& notice) {
                            answers_.take_notice(pipeline.answering(), notice);
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
    const CommandSink sink = pipeline.sink();
    sink(server_time());
    journal_.send_table(sink);
    keep_.send(pipeline);
    stream_.send_start(sink);
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        stream_.send_step(sink, i);
        pipeline.push();
    }
    pipeline.send("SET CONSTRAINTS ALL IMMEDIATE", {}, {Purpose::constraints});
    journal_.send_row(sink, "done", plan_.steps.size());
    sink(server_time());
    pipeline.await();
    keep_.make_durable();
    session_.connection.set_interruptible(Interruptible::no);
    commit_sent_ = true;
    pipeline.send("COMMIT", {}, {Purpose::commit});
    pipeline.finish();
}

void PlanRun::stream_scripts(Pipeline& pipeline) {
    const CommandSink sink = pipeline.sink();
    pipeline.send(begin_transaction, {}, {});
    sink(server_time());
    journal_.send_table(sink);
    journal_.send_row(sink, "running", 0);
    stream_.send_start(sink);
    pipeline.send("COMMIT", {}, {Purpose::commit});
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        pipeline.send(begin_transaction, {}, {Purpose::own, i});
        stream_.send_step(sink, i);
        journal_.send_progress(sink, i + 1);
        pipeline.send("COMMIT", {}, {Purpose::commit, i});
        pipeline.push();
    }
    sink(server_time());
    pipeline.finish();
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
    run_error_callbacks(tag);
    return stopped(Ending::failed_unchanged, what_failed(plan_, tag));
}

void PlanRun::run_error_callbacks(const Tag& failed) {
    if (session_.connection.is_gone()) {
        return;
    }
    const bool in_undo = fails_in_undo(plan_, failed);
    std::vector<std::string> remarks = detail::run_error_callbacks(
        session_.connection,
        stream_,
        in_undo ? plan_.callbacks.undo_error : plan_.callbacks.migrate_error,
        in_undo ? "afterUndoError" : "afterMigrateError"
    );
    remarks_.insert(remarks_.end(), remarks.begin(), remarks.end());
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
        witness_ = reconnect(session_, options_.settle_patience, observer_);
        if (!witness_) {
            return unsettled(error);
        }
        const bool committed = journal_.usable()
            ? journal_.has_row(witness_->connection)
            : recorded_steps(*witness_, plan_) == steps_with_rows(plan_);
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
        witness_ = reconnect(session_, options_.settle_patience, observer_);
        if (!witness_) {
            return unsettled(error);
        }
        progress_.set_finished(std::max(
            {progress_.finished(),
             recorded_steps(*witness_, plan_),
             journal_.committed_steps(witness_->connection)}
        ));
        if (progress_.finished() == plan_.steps.size()) {
            return done();
        }
        mark_stopped(witness_->connection, error.message());
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
    if (plan_.transaction == TransactionMode::package) {
        progress_.roll_back();
        record(ending, why);
        return report(ending, fmt::format("{}; {}.", why, unchanged));
    }
    if (!session_.connection.is_gone()) {
        mark_stopped(session_.connection, with_failure(why));
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
        what_is_next()
    );
}

// A run that has only callbacks left has nothing to do when it is asked for again.
std::string PlanRun::what_is_next() const {
    if (progress_.finished() < steps_with_rows(plan_)) {
        return go_on;
    }
    std::vector<std::string> left;
    for (std::size_t i = progress_.finished(); i < plan_.steps.size(); ++i) {
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
void PlanRun::mark_stopped(Connection& connection, const std::string& message) {
    try {
        journal_.mark_stopped(connection, message, progress_.finished());
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
        journal_.record(
            *connection,
            ending == Ending::interrupted ? "interrupted" : "failed",
            with_failure(why)
        );
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
    return core::version_after(plan_, progress_.finished());
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

#include "detail/plan_run.hpp"

#include "detail/error_callbacks.hpp"
#include "detail/failed_command.hpp"
#include "detail/notice_tap.hpp"
#include "detail/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Ending;
using core::Error;
using core::ErrorCode;
using core::TransactionMode;
using std::chrono::milliseconds;

}  // namespace

PlanRun::PlanRun(
    Session& session,
    const core::Plan& plan,
    const RunOptions& options,
    core::Observer& observer,
    std::function<void()> relock
)
    : session_(session)
    , plan_(plan)
    , options_(options)
    , observer_(observer)
    , relock_(std::move(relock))
    , journal_(session, plan, options)
    , keep_(session, plan, options, journal_.run_id())
    , stream_(session, plan, options, journal_, keep_)
    , progress_(plan, observer)
    , answers_(progress_)
    , watch_(session, observer)
    , retry_(options.times.lock_patience) {
    if (!options.kept.empty() && options.keep_sink == nullptr) {
        journal_.set_kept_schema(kept_schema_name(journal_.run_id()));
    }
}

core::Report PlanRun::run() {
    progress_.start();
    while (true) {
        if (std::optional<core::Report> report = attempt()) {
            return *std::move(report);
        }
    }
}

// None: a lock could not be had, nothing is locked any more, and it is worth another attempt.
std::optional<core::Report> PlanRun::attempt() {
    Pipeline pipeline{session_.connection, [this](const Tag& tag, const Result& result) {
                          answers_.take(tag, result);
                      }};
    pipeline.tell_passed_over_to([this](const Tag& tag, const core::SqlFailure& failure) {
        progress_.add_passed_over(plan_, tag, failure);
    });
    const NoticeTap tap{session_.connection, observer_, [&](const core::ServerNotice& notice) {
                            answers_.take_notice(pipeline.answering(), notice);
                        }};
    try {
        try {
            stream_.run(pipeline);
            return concluded(pipeline);
        } catch (const SqlError& error) {
            if (may_try_again(error, pipeline)) {
                return try_again(pipeline, error);
            }
            return stream_.is_checking() ? after_check_failed(pipeline, error)
                                         : after_failure(pipeline, error);
        }
    } catch (const Error& error) {
        return after_error(pipeline, error);
    } catch (...) {
        forget(pipeline);  // a check before COMMIT threw what is no Error
        throw;
    }
}

core::Report PlanRun::after_error(Pipeline& pipeline, const Error& error) {
    switch (error.code()) {
    case ErrorCode::connection_lost:
        return after_loss(error);
    case ErrorCode::interrupted:
        return after_interrupt(pipeline);
    case ErrorCode::statement_in_doubt:
        return after_doubt(pipeline, error);
    case ErrorCode::lock_unavailable:
        return stopped(Ending::lock_unavailable, error.message());
    default:
        forget(pipeline);
        throw;
    }
}

// What was copied into files already cannot be taken back and copied again.
bool PlanRun::may_try_again(const SqlError& error, const Pipeline& pipeline) const {
    const bool behind_copying = stream_.is_checking()
        || (pipeline.failed() && pipeline.failed()->purpose != Purpose::keep);
    const bool copied = options_.keep_sink != nullptr && !options_.kept.empty() && behind_copying;
    return retry_.is_worth_it(error.server().failure.sqlstate) && !copied && !stream_.commit_sent();
}

// Starting over holds no lock while it waits; a savepoint would keep those of the steps before.
std::optional<core::Report> PlanRun::try_again(Pipeline& pipeline, const SqlError& error) {
    const Tag tag = pipeline.failed().value_or(Tag{});
    const std::string who = watch_.last_seen().empty() ? "another session" : watch_.last_seen();
    if (!end_stream(pipeline, Pipeline::Cancel::no)) {
        throw Error{ErrorCode::connection_lost, "the server did not end the failed statement"};
    }
    session_.connection.set_interruptible(Interruptible::yes);
    stream_.set_committed(progress_.committed());
    observer_.on(core::Waiting{
        fmt::format(
            "a lock that {} needs, held by {} ({}); everything that was locked is free meanwhile",
            stream_.is_checking() ? "the check before COMMIT" : progress_.name(tag.step),
            who,
            error.server().failure.message
        ),
        retry_.spent()});
    session_.connection.pause(retry_.next_pause());
    if (plan_.transaction == TransactionMode::package) {
        relock_();
    }
    watch_.forget();
    progress_.begin_again();
    return std::nullopt;
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
    const bool for_want_of_lock = LockRetry::is_for_want_of_lock(failure_->sqlstate);
    if (for_want_of_lock && !watch_.last_seen().empty()) {
        remarks_.push_back("The lock was held by " + watch_.last_seen() + ".");
    }
    return stopped(
        for_want_of_lock ? Ending::lock_unavailable : Ending::failed_unchanged,
        what_failed(plan_, tag)
    );
}

void PlanRun::run_error_callbacks(const Tag& failed) {
    if (session_.connection.is_gone()) {
        return;
    }
    const bool in_undo = fails_in_undo(plan_, failed);
    std::vector<std::string> remarks = detail::run_error_callbacks(
        session_.connection,
        stream_.steps(),
        in_undo ? plan_.callbacks.undo_error : plan_.callbacks.migrate_error,
        in_undo ? "afterUndoError" : "afterMigrateError"
    );
    remarks_.insert(remarks_.end(), remarks.begin(), remarks.end());
}

core::Report PlanRun::after_interrupt(Pipeline& pipeline) {
    try {
        if (!end_stream(pipeline, Pipeline::Cancel::yes)) {
            return after_loss(
                {ErrorCode::connection_lost, "the server did not stop when asked to"},
                Ending::interrupted
            );
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::connection_lost) {
            throw;
        }
        return after_loss(error, Ending::interrupted);
    }
    if (progress_.committed() == plan_.steps.size()) {
        return done();
    }
    return stopped(Ending::interrupted, "Interrupted");
}

core::Report PlanRun::after_loss(const Error& error, Ending ending) {
    if (plan_.transaction != TransactionMode::package) {
        return settle_stretches(error, ending);
    }
    if (stream_.commit_sent()) {
        return settle_commit(error);
    }
    std::optional<std::size_t> running;
    if (progress_.finished() < plan_.steps.size()) {
        running = progress_.finished();
        progress_.fail_step(*running);
    }
    const std::string name = stream_.is_checking() ? "the check before COMMIT"
                                                   : progress_.name(running);
    release_locks();
    return stopped(ending, fmt::format("{} during {}", error.message(), name));
}

// Without COMMIT the outcome is known; but the server may not have noticed yet, and hold the locks.
void PlanRun::release_locks() {
    try {
        const auto patience = std::min(options_.settle_patience, milliseconds{20'000});
        witness_ = reconnect(session_, patience, observer_);
    } catch (const Error&) {
        witness_.reset();
    }
    if (!witness_) {
        remarks_.push_back(fmt::format(
            "The server could not be reached again: until it notices that the connection is gone, its "
            "process {} holds the locks of the run.",
            session_.backend_pid
        ));
    }
}

core::Report PlanRun::settle_commit(const Error& error) {
    try {
        witness_ = reconnect(session_, options_.settle_patience, observer_);
        if (!witness_) {
            return unsettled(error);
        }
        if (!journal_.usable() && witnessed_steps(plan_) == 0) {
            return unsettled(error);
        }
        const bool committed = journal_.usable()
            ? journal_.has_row(witness_->connection)
            : recorded_steps(*witness_, plan_) == witnessed_steps(plan_);
        return committed ? done()
                         : stopped(
                             Ending::failed_unchanged,
                             fmt::format("{} before the commit took effect", error.message())
                         );
    } catch (const Error&) {
        return unsettled(error);
    }
}

core::Report PlanRun::settle_stretches(const Error& error, Ending ending) {
    try {
        witness_ = reconnect(session_, options_.settle_patience, observer_);
        if (!witness_) {
            return unsettled(error);
        }
        left_ = journal_.position(witness_->connection);
        progress_.set_committed(
            std::max({progress_.committed(), recorded_steps(*witness_, plan_), left_.steps_done})
        );
        if (progress_.committed() == plan_.steps.size()) {
            return done();
        }
        mark_ended(witness_->connection, ending, error.message());
        return stopped(ending, error.message());
    } catch (const Error&) {
        return unsettled(error);
    }
}

// The steps and statements before the one in doubt stay, and so does the doubt.
core::Report PlanRun::after_doubt(Pipeline& pipeline, const Error& error) {
    static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
    progress_.roll_back();
    if (!session_.connection.is_gone()) {
        mark_ended(session_.connection, Ending::stopped_part_way, error.message());
    }
    return report(Ending::stopped_part_way, error.message(), error.hint());
}

}  // namespace rollpack::executor::detail

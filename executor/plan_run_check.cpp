#include "detail/failed_command.hpp"
#include "detail/plan_run.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

using core::Ending;
using core::Error;
using core::ErrorCode;

namespace {

std::string how_many_ran(std::size_t steps) {
    return steps == 1 ? "1 step ran to its end" : fmt::format("{} steps ran to their end", steps);
}

}  // namespace

core::Report PlanRun::concluded(Pipeline& pipeline) {
    const std::optional<CommitVerdict>& verdict = stream_.verdict();
    return verdict && verdict->kind != CommitVerdict::Kind::commit
        ? after_verdict(pipeline, *verdict)
        : done();
}

// Nothing was committed, so a connection that is lost now changes nothing about the ending.
core::Report PlanRun::after_verdict(Pipeline& pipeline, const CommitVerdict& verdict) {
    try {
        static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
    } catch (const Error& lost) {
        if (lost.code() != ErrorCode::connection_lost) {
            throw;
        }
        release_locks();
    }
    if (verdict.kind == CommitVerdict::Kind::refuse) {
        return stopped(Ending::refused_unchanged, verdict.why);
    }
    return stopped(Ending::tried, how_many_ran(plan_.steps.size()));
}

// Another error than the want of a lock is the caller's: the run itself did not fail.
core::Report PlanRun::after_check_failed(Pipeline& pipeline, const SqlError& error) {
    if (!LockRetry::is_for_want_of_lock(error.server().failure.sqlstate)) {
        throw error;
    }
    failure_ = locate_failure(plan_, Tag{}, error.server());
    static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
    return stopped(Ending::lock_unavailable, "The check before COMMIT could not have a lock");
}

// Of a run that ends without a report nothing stays, neither in the database nor in files.
void PlanRun::forget(Pipeline& pipeline) {
    keep_.discard();
    static_cast<void>(end_stream(pipeline, Pipeline::Cancel::no));
    session_.connection.set_interruptible(Interruptible::yes);
}

}  // namespace rollpack::executor::detail

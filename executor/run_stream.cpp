#include "detail/run_stream.hpp"

#include "detail/run_answers.hpp"
#include "detail/statement_outcome.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using core::TransactionMode;
using std::chrono::milliseconds;

constexpr const char* set_times =
    "SELECT pg_catalog.set_config('lock_timeout', $1, false), "
    "pg_catalog.set_config('idle_in_transaction_session_timeout', $2, false)";

// A session of a pool goes to others afterwards.
constexpr const char* reset_times =
    "SELECT pg_catalog.count(pg_catalog.set_config(s.name, s.reset_val, false)) "
    "FROM pg_catalog.pg_settings AS s WHERE s.name IN ('lock_timeout', 'statement_timeout', "
    "'idle_in_transaction_session_timeout')";

std::string text(milliseconds duration) {
    return std::to_string(duration.count());
}

Command set_lock_timeout(milliseconds timeout) {
    return {"SELECT pg_catalog.set_config('lock_timeout', $1, false)", {text(timeout)}, {}};
}

[[noreturn]] void throw_in_doubt(const core::StepScript& script, std::size_t statement) {
    const core::SqlStatement& begun = script.analysis.statements.at(statement);
    throw Error{
        ErrorCode::statement_in_doubt,
        fmt::format(
            "{}:{}: an earlier run began this statement, and it cannot be told whether it was done: {}",
            script.path,
            begun.line,
            script.text.substr(begun.offset, begun.length)
        ),
        "Look what it did. Then run the command again with --in-doubt done, which goes on behind it, or "
        "with --in-doubt not-done, which runs it again."};
}

}  // namespace

RunStream::RunStream(
    Session& session,
    const core::Plan& plan,
    const RunOptions& options,
    const Journal& journal,
    const KeepStream& keep
)
    : session_(session)
    , plan_(plan)
    , options_(options)
    , journal_(journal)
    , keep_(keep)
    , steps_(script_session(session, plan.history_table), plan)
    , stretches_(core::stretches(plan))
    , at_(core::run_start(plan))
    , state_before_(plan.resumes ? plan.resumes->state_before : std::string{}) {
    const bool needs_journal = std::ranges::any_of(stretches_, [](const core::Stretch& stretch) {
        return !stretch.outside_transaction.empty();
    });
    if (needs_journal && !journal.usable()) {
        throw Error{
            ErrorCode::checks_failed,
            "a script runs outside of a transaction, and there can be no journal: "
                + journal.complaint(),
            "Let the role create or write the journal, so that an interrupted run can be resumed."};
    }
}

void RunStream::run(Pipeline& pipeline) {
    if (plan_.transaction == TransactionMode::package) {
        run_package(pipeline);
    } else {
        run_stretches(pipeline);
    }
}

void RunStream::set_committed(std::size_t steps) noexcept {
    if (steps > at_.step) {
        at_ = {steps};
    }
}

void RunStream::send_times(const CommandSink& sink) const {
    sink({set_times, {text(options_.times.lock_timeout), text(options_.times.idle_timeout)}, {}});
    if (const auto& timeout = options_.times.statement_timeout) {
        sink({"SELECT pg_catalog.set_config('statement_timeout', $1, false)", {text(*timeout)}, {}}
        );
    }
}

// COMMIT is sent only when everything before it was answered: a lost connection leaves a doubt in one
// round trip only, and an interrupt can stop all the rest.
void RunStream::run_package(Pipeline& pipeline) {
    const CommandSink sink = pipeline.sink();
    is_checking_ = false;
    sink(server_time());
    send_times(sink);
    journal_.send_table(sink);
    keep_.send(pipeline);
    steps_.send_start(sink);
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        steps_.send_step(sink, i);
        pipeline.push();
    }
    pipeline.send("SET CONSTRAINTS ALL IMMEDIATE", {}, {Purpose::constraints});
    journal_.send_row(sink, "done", plan_.steps.size());
    journal_.send_resumption(sink);
    steps_.send_finish(sink);
    if (!may_commit(pipeline)) {
        return;
    }
    pipeline.send(reset_times, {}, {});
    sink(server_time());
    pipeline.await();
    keep_.make_durable();
    session_.connection.set_interruptible(Interruptible::no);
    commit_sent_ = true;
    pipeline.send("COMMIT", {}, {Purpose::commit});
    pipeline.finish();
}

// Who checks asks the server by itself, so the stream ends here and begins anew.
bool RunStream::may_commit(Pipeline& pipeline) {
    if (!options_.before_commit) {
        return true;
    }
    pipeline.step_by_step();
    is_checking_ = true;
    verdict_ = options_.before_commit();
    is_checking_ = false;
    if (verdict_->kind != CommitVerdict::Kind::commit) {
        return false;
    }
    pipeline.stream();
    return true;
}

void RunStream::run_stretches(Pipeline& pipeline) {
    send_first(pipeline);
    for (const core::Stretch& stretch : stretches_) {
        if (stretch.first + stretch.count <= at_.step) {
            continue;
        }
        if (stretch.outside_transaction.empty()) {
            run_stretch(pipeline, stretch);
        } else {
            run_outside(pipeline, stretch.first);
        }
    }
    pipeline.send(server_time());
    pipeline.finish();
}

void RunStream::send_first(Pipeline& pipeline) {
    const CommandSink sink = pipeline.sink();
    pipeline.send(begin_transaction, {}, {});
    if (!has_begun_) {
        sink(server_time());
        journal_.send_table(sink);
        journal_.send_row(sink, "running", 0);
        journal_.send_resumption(sink);
    }
    send_times(sink);
    steps_.send_start(sink);
    pipeline.send("COMMIT", {}, {Purpose::commit});
    pipeline.await();
    has_begun_ = true;
}

void RunStream::run_stretch(Pipeline& pipeline, const core::Stretch& stretch) {
    const CommandSink sink = pipeline.sink();
    const std::size_t end = stretch.first + stretch.count;
    begin(pipeline, stretch.first);
    for (std::size_t i = stretch.first; i < end; ++i) {
        steps_.send_step(sink, i);
        pipeline.push();
    }
    journal_.send_progress(sink, end);
    pipeline.send("COMMIT", {}, {Purpose::commit, end - 1});
    pipeline.push();
}

void RunStream::run_outside(Pipeline& pipeline, std::size_t step) {
    pipeline.step_by_step();
    if (at_.step != step) {
        at_ = {step};
    }
    const bool is_new = at_.statement == 0 && !at_.in_doubt;
    const core::StepScript& script = *core::step_script(plan_.steps[step]);
    const CommandSink sink = pipeline.sink();
    begin(pipeline, step);
    using Beginning = StepStream::Beginning;
    steps_.send_beginning(sink, step, is_new ? Beginning::anew : Beginning::again);
    for (std::size_t i = 0; i < at_.statement; ++i) {
        if (sets_session(text_of(step, i))) {
            steps_.send_statement(sink, step, i);
        }
    }
    commit_part(pipeline, step);
    if (at_.in_doubt) {
        settle_doubt(pipeline, step);
    }
    for (std::size_t i = at_.statement; i < script.analysis.statements.size(); ++i) {
        if (core::runs_alone(script, i)) {
            run_alone(pipeline, step, i);
        } else {
            run_in_transaction(pipeline, step, i);
        }
        at_ = {step, i + 1};
    }
    begin(pipeline, step);
    steps_.send_ending(sink, step);
    journal_.send_progress(sink, step + 1);
    pipeline.send("COMMIT", {}, {Purpose::commit, step});
    at_ = {step + 1};
    pipeline.stream();
}

void RunStream::run_in_transaction(Pipeline& pipeline, std::size_t step, std::size_t statement) {
    const CommandSink sink = pipeline.sink();
    begin(pipeline, step);
    steps_.send_before_statement(sink, step);
    steps_.send_statement(sink, step, statement);
    steps_.send_after_statement(sink, step);
    journal_.send_result(sink, step, statement + 1);
    commit_part(pipeline, step);
}

void RunStream::run_alone(Pipeline& pipeline, std::size_t step, std::size_t statement) {
    const CommandSink sink = pipeline.sink();
    const std::string sql = text_of(step, statement);
    state_before_ = state_of(session_.connection, sql);
    begin(pipeline, step);
    steps_.send_before_statement(sink, step);
    journal_.send_intent(sink, step, statement, state_before_);
    commit_part(pipeline, step);
    at_ = {step, statement, true};
    const bool is_patient = waits_in_peace(sql);
    if (is_patient) {
        sink(set_lock_timeout(options_.times.lock_patience));
    }
    steps_.send_statement(sink, step, statement);
    begin(pipeline, step);
    journal_.send_result(sink, step, statement + 1);
    commit_part(pipeline, step);
    at_ = {step, statement + 1};
    begin(pipeline, step);
    if (is_patient) {
        sink(set_lock_timeout(options_.times.lock_timeout));
    }
    steps_.send_after_statement(sink, step);
    commit_part(pipeline, step);
}

// What the person says goes for the statement that an earlier run left, and for no other.
void RunStream::settle_doubt(Pipeline& pipeline, std::size_t step) {
    const core::StepScript& script = *core::step_script(plan_.steps[step]);
    const StatementFinding found =
        look_after(session_.connection, text_of(step, at_.statement), state_before_);
    for (const std::string& repair : found.repairs) {
        static_cast<void>(session_.connection.query(repair));
    }
    bool is_done = found.outcome == StatementOutcome::done;
    if (found.outcome == StatementOutcome::unknown) {
        const bool is_of_earlier_run = at_ == core::run_start(plan_);
        if (!options_.in_doubt || !is_of_earlier_run) {
            throw_in_doubt(script, at_.statement);
        }
        is_done = *options_.in_doubt == DoubtAnswer::done;
    }
    if (!is_done) {
        at_ = {step, at_.statement};
        return;
    }
    const CommandSink sink = pipeline.sink();
    begin(pipeline, step);
    journal_.send_result(sink, step, at_.statement + 1);
    commit_part(pipeline, step);
    at_ = {step, at_.statement + 1};
}

void RunStream::begin(Pipeline& pipeline, std::size_t step) const {
    pipeline.send(begin_transaction, {}, {Purpose::own, step});
}

void RunStream::commit_part(Pipeline& pipeline, std::size_t step) const {
    pipeline.send("COMMIT", {}, {Purpose::part_commit, step});
}

std::string RunStream::text_of(std::size_t step, std::size_t statement) const {
    const core::StepScript& script = *core::step_script(plan_.steps[step]);
    const core::SqlStatement& found = script.analysis.statements.at(statement);
    return script.text.substr(found.offset, found.length);
}

}  // namespace rollpack::executor::detail

#include "detail/pipeline.hpp"

#include "detail/tolerant_step.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t send_at_bytes = 32UL * 1024;
constexpr std::size_t command_overhead_bytes = 64;

}  // namespace

Pipeline::Pipeline(Connection& connection, OnResult on_result)
    : connection_(connection)
    , on_result_(std::move(on_result)) {
    enter();
}

void Pipeline::enter() {
    if (PQenterPipelineMode(connection_.raw()) == 0) {
        connection_.throw_lost();
    }
    active_ = true;
}

void Pipeline::leave() {
    if (PQexitPipelineMode(connection_.raw()) == 0) {
        connection_.throw_lost();
    }
    active_ = false;
}

void Pipeline::send(const Command& command) {
    const bool is_streamed = !command.copy_data && command.if_done == IfDone::fail;
    if (!active_) {
        run_now(command);
    } else if (is_streamed) {
        add(command);
    } else {
        finish();
        run_now(command);
        enter();
    }
}

CommandSink Pipeline::sink() {
    return [this](const Command& command) { send(command); };
}

void Pipeline::send(const std::string& sql, const Parameters& parameters, const Tag& tag) {
    send(Command{sql, parameters, tag});
}

void Pipeline::step_by_step() {
    finish();
}

void Pipeline::stream() {
    enter();
}

void Pipeline::add(const Command& command) {
    const auto& [sql, parameters, tag, copy_data, if_done] = command;
    std::vector<const char*> values;
    values.reserve(parameters.size());
    gathered_bytes_ += sql.size() + command_overhead_bytes;
    for (const Parameter& parameter : parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
        gathered_bytes_ += parameter ? parameter->size() : 0;
    }
    const int sent = PQsendQueryParams(
        connection_.raw(),
        sql.c_str(),
        static_cast<int>(values.size()),
        nullptr,
        values.data(),
        nullptr,
        nullptr,
        0
    );
    if (sent == 0) {
        connection_.throw_lost();
    }
    pending_.push_back({tag});
    if (gathered_bytes_ >= send_at_bytes) {
        pump();
    }
}

void Pipeline::run_tolerantly(const Command& command) {
    const std::variant<Result, ServerError> answer = detail::run_tolerantly(connection_, command);
    if (const auto* const error = std::get_if<ServerError>(&answer)) {
        on_passed_over_(command.tag, error->failure);
    } else {
        on_result_(command.tag, std::get<Result>(answer));
    }
}

// The answer to a COMMIT that is broken off would be thrown away, whatever it says.
void Pipeline::run_now(const Command& command) {
    const Purpose purpose = command.tag.purpose;
    const bool commits = purpose == Purpose::commit || purpose == Purpose::part_commit;
    running_ = command.tag;
    if (commits) {
        connection_.set_interruptible(Interruptible::no);
    }
    try {
        if (command.if_done == IfDone::pass_over) {
            run_tolerantly(command);
        } else {
            on_result_(command.tag, run_alone(connection_, command));
        }
    } catch (const SqlError&) {
        failed_ = command.tag;
        throw;
    }
    if (commits) {
        connection_.set_interruptible(Interruptible::yes);
    }
    running_.reset();
}

std::optional<Tag> Pipeline::answering() const {
    if (running_) {
        return running_;
    }
    return pending_.empty() ? std::nullopt : std::optional{pending_.front().tag};
}

std::int64_t Pipeline::copy_out(
    const std::string& sql,
    const std::function<void(std::string_view)>& on_data,
    const Tag& tag
) {
    finish();
    std::int64_t rows = 0;
    try {
        rows = connection_.copy_out(sql, on_data);
    } catch (const SqlError&) {
        failed_ = tag;
        throw;
    }
    enter();
    return rows;
}

void Pipeline::push() {
    if (PQsendFlushRequest(connection_.raw()) == 0) {
        connection_.throw_lost();
    }
}

void Pipeline::sync() {
    if (PQpipelineSync(connection_.raw()) == 0) {
        connection_.throw_lost();
    }
    pending_.push_back({Tag{}, false, true});
}

void Pipeline::await() {
    push();
    static_cast<void>(drain(OnError::raise, no_limit));
}

void Pipeline::finish() {
    sync();
    static_cast<void>(drain(OnError::raise, no_limit));
    leave();
}

bool Pipeline::abandon(Cancel cancel) {
    if (!active_) {
        return true;
    }
    if (pending_.empty() || !pending_.back().sync) {
        sync();
    }
    bool over = cancel == Cancel::no && drain(OnError::pass_over, no_limit);
    for (int attempt = 0; attempt < cancel_attempts && !over; ++attempt) {
        connection_.cancel();
        over = drain(OnError::pass_over, cancel_interval);
    }
    if (over) {
        leave();
    }
    return over;
}

// Reads even when nothing stands in the way of writing, so that an error is seen early.
void Pipeline::pump() {
    gathered_bytes_ = 0;
    while (true) {
        const int pending = PQflush(connection_.raw());
        if (pending < 0) {
            connection_.throw_lost();
        }
        if (pending == 0) {
            break;
        }
        connection_.wait_for_traffic(true, no_limit);
        take_ready(OnError::raise);
    }
    connection_.read_available();
    take_ready(OnError::raise);
}

bool Pipeline::drain(OnError on_error, milliseconds limit) {
    const auto start = steady_clock::now();
    gathered_bytes_ = 0;
    while (true) {
        const int unsent = PQflush(connection_.raw());
        if (unsent < 0) {
            connection_.throw_lost();
        }
        take_ready(on_error);
        if (pending_.empty()) {
            return true;
        }
        const auto spent = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
        const auto left = std::max(limit - spent, milliseconds{0});
        if (!connection_.wait_for_traffic(unsent != 0, left)) {
            return false;
        }
    }
}

void Pipeline::take_ready(OnError on_error) {
    while (!pending_.empty() && PQisBusy(connection_.raw()) == 0) {
        take(Result{PQgetResult(connection_.raw())}, on_error);
    }
}

// libpq gives one result for each command and a null pointer after it; a Sync has a result only.
void Pipeline::take(Result result, OnError on_error) {
    if (result.get() == nullptr) {
        if (!pending_.front().answered) {
            connection_.throw_lost();
        }
        pending_.pop_front();
        return;
    }
    switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
        // libpq 15 gives no null pointer for the command that failed when the Sync is queued right
        // behind its error: what is pending is then one behind.
        while (!pending_.front().sync) {
            pending_.pop_front();
        }
        pending_.pop_front();
        return;
    case PGRES_PIPELINE_ABORTED:
        pending_.front().answered = true;
        return;
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        pending_.front().answered = true;
        on_result_(pending_.front().tag, result);
        return;
    default:
        refuse(result, on_error);
    }
}

void Pipeline::refuse(const Result& result, OnError on_error) {
    ServerError error = read_server_error(result.get());
    if (error.fatal) {
        throw Error{
            ErrorCode::connection_lost,
            "the server ended the session: " + error.failure.message};
    }
    if (PQstatus(connection_.raw()) == CONNECTION_BAD) {
        connection_.throw_lost();
    }
    pending_.front().answered = true;
    if (error.failure.message.empty()) {
        error.failure.message = "the statement wants to exchange data with the client";
    }
    if (on_error == OnError::pass_over) {
        return;
    }
    failed_ = pending_.front().tag;
    throw SqlError{std::move(error)};
}

}  // namespace rollpack::executor::detail

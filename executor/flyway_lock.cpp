#include "detail/flyway_lock.hpp"

#include "detail/history_queries.hpp"
#include "detail/identifier.hpp"
#include "detail/pipeline.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using core::TransactionMode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds poll_interval{1000};  // as Flyway does

std::string list(const std::vector<core::OtherSession>& holders) {
    std::string text;
    for (const core::OtherSession& holder : holders) {
        text += (text.empty() ? "" : ", ") + describe(holder);
    }
    return text.empty() ? "a session that has just ended" : text;
}

[[noreturn]] void throw_unavailable(
    const core::HistoryTable& table,
    const std::vector<core::OtherSession>& holders
) {
    throw Error{
        ErrorCode::lock_unavailable,
        fmt::format(
            "Flyway's lock on {} is held by {}",
            quote_qualified(table.schema, table.table),
            list(holders)
        ),
        "Let that session finish and run the command again, or give --lock-patience more time."};
}

}  // namespace

bool FlywayLock::try_once(const core::HistoryTable& table, TransactionMode mode) {
    const std::string key = std::to_string(core::flyway_lock_key(table));
    if (mode != TransactionMode::package) {
        const Result row =
            session_.connection.query("SELECT pg_catalog.pg_try_advisory_lock($1)", {key});
        return row.truth(0, 0);
    }
    bool taken = false;
    const auto on_result = [&](const Tag& tag, const Result& result) {
        taken = taken || (tag.purpose == Purpose::statement && result.truth(0, 0));
    };
    Pipeline pipeline{session_.connection, on_result};
    pipeline.send(begin_transaction, {}, {});
    // While the plan is made the transaction is idle, and no forgotten one.
    pipeline.send(
        "SELECT pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true), "
        "pg_catalog.set_config('search_path', 'pg_catalog', true)",
        {},
        {}
    );
    pipeline.send("SELECT pg_catalog.pg_try_advisory_xact_lock($1)", {key}, {Purpose::statement});
    pipeline.finish();
    if (!taken) {
        // An open transaction could be what the lock's holder waits for.
        static_cast<void>(session_.connection.query("ROLLBACK"));
        return false;
    }
    look_who_answers(session_);
    return true;
}

void FlywayLock::take(
    const core::HistoryTable& table,
    TransactionMode mode,
    milliseconds patience,
    core::Observer& observer
) {
    if (session_.facts.standby) {
        throw Error{
            ErrorCode::server_unsuitable,
            "the server is a read-only standby",
            "Connect to the primary; target_session_attrs=read-write finds it in a list of hosts."};
    }
    give_back();
    const auto start = steady_clock::now();
    while (!try_once(table, mode)) {
        const auto so_far = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
        const auto holders = lock_holders(session_, table);
        if (so_far >= patience) {
            throw_unavailable(table, holders);
        }
        observer.on(core::Waiting{"Flyway's lock, held by " + list(holders), so_far});
        session_.connection.pause(std::min(poll_interval, patience - so_far));
    }
    mode_ = mode;
    table_ = table;
}

bool FlywayLock::is_held(const core::HistoryTable& table, TransactionMode mode) const noexcept {
    return mode_ == mode && table_ == table;
}

void FlywayLock::give_back() noexcept {
    if (!mode_ || session_.connection.is_gone()) {
        mode_.reset();
        return;
    }
    session_.connection.set_interruptible(Interruptible::no);
    try {
        if (session_.connection.in_transaction()) {
            static_cast<void>(session_.connection.query("ROLLBACK"));
        }
        if (mode_ != TransactionMode::package) {
            static_cast<void>(session_.connection.query(
                "SELECT pg_catalog.pg_advisory_unlock($1)",
                {std::to_string(core::flyway_lock_key(table_))}
            ));
        }
    } catch (const std::exception&) {
        // Ending the session gives back what asking for it did not.
        session_.connection.close();
    }
    session_.connection.set_interruptible(Interruptible::yes);
    mode_.reset();
}

}  // namespace rollpack::executor::detail

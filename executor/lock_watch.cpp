#include "detail/lock_watch.hpp"

#include "detail/live_relations.hpp"
#include "detail/pooler.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

namespace {

// The longest part of a query that a person reads.
constexpr std::string_view query_end = R"(
     , COALESCE(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()
           - COALESCE(a.xact_start, p.prepared))::pg_catalog.int8, 0),
       pg_catalog.left(pg_catalog.regexp_replace(COALESCE(a.query, ''), '\s+', ' ', 'g'), 60)
FROM (SELECT DISTINCT b.pid
      FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::pg_catalog.int4)) AS b (pid)) AS l
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON l.pid = 0
ORDER BY l.pid
)";

constexpr std::size_t session_columns = 6;

}  // namespace

LockWatch::LockWatch(Session& session, core::Observer& observer)
    : session_(session)
    , observer_(observer) {
    session_.connection.when_quiet([this](std::chrono::milliseconds so_far) { look(so_far); });
}

LockWatch::~LockWatch() {
    session_.connection.when_quiet({});
}

void LockWatch::look(std::chrono::milliseconds so_far) noexcept {
    if (is_blind_) {
        return;
    }
    try {
        if (!own_) {
            own_ = another_connection(session_);
            own_->set_interruptible(Interruptible::no);
        }
        const std::string seen = blockers();
        if (!seen.empty()) {
            last_seen_ = seen;
            observer_.on(core::Waiting{"a lock, held by " + seen, so_far});
        }
    } catch (const std::exception&) {
        // Whoever waits can do so without knowing for whom.
        is_blind_ = true;
        own_.reset();
    }
}

std::string LockWatch::blockers() {
    // The settings are the transaction's: a session of a pool goes to others afterwards.
    static_cast<void>(own_->query("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"));
    static_cast<void>(
        own_->query("SELECT pg_catalog.set_config('statement_timeout', '1s', true), "
                    "pg_catalog.set_config('search_path', 'pg_catalog', true)")
    );
    const Result rows = own_->query(
        std::string{"SELECT "} + other_session_columns + std::string{query_end},
        {std::to_string(session_.backend_pid)}
    );
    static_cast<void>(own_->query("ROLLBACK"));
    std::string text;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        text += (i == 0 ? "" : ", ") + core::describe(read_other_session(rows, i, 0));
        text += fmt::format(", for {} s", rows.number(i, session_columns));
        if (const std::string query = rows.text(i, session_columns + 1); !query.empty()) {
            text += ": " + query;
        }
    }
    return text;
}

}  // namespace rollpack::executor::detail

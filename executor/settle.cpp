#include "detail/settle.hpp"

#include "detail/begin_session.hpp"
#include "detail/interrupt.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <variant>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds first_wait{100};
constexpr milliseconds longest_wait{2000};
// A server process behind a cut network learns of it late; until then it holds locks for nobody.
constexpr milliseconds grace_of_old_session{10'000};
// Who wants to stop waits for the truth nevertheless, if it is to be had while the grace lasts.
constexpr milliseconds patience_of_user{15'000};

/// Behind a pooler the server process outlives our transaction, and works for others.
bool old_session_lives(Session& session, const Session& old) {
    const Result rows = session.connection.query(
        "SELECT 1 FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = $1 "
        "AND (a.backend_start IS NULL OR pg_catalog.date_part('epoch', a.backend_start)::pg_catalog.text = $2) "
        "AND ($3 = '' OR pg_catalog.date_part('epoch', a.xact_start)::pg_catalog.text = $3)",
        {std::to_string(old.backend_pid), old.backend_start, old.transaction_start}
    );
    return rows.rows() > 0;
}

void end_old_session(Session& session, const Session& old) {
    static_cast<void>(session.connection.query(
        "SELECT pg_catalog.pg_terminate_backend($1)",
        {std::to_string(old.backend_pid)}
    ));
}

/// One attempt: a new session if there is none yet, and a look at the old one.
bool is_settled(std::unique_ptr<Session>& session, const Session& old, milliseconds so_far) {
    try {
        if (!session) {
            session = open_session(old.settings, Interruptible::no);
        }
        if (session->facts.standby) {
            session.reset();  // what the primary committed may not have come here yet
            return false;
        }
        if (!old_session_lives(*session, old)) {
            begin_session(*session, old.begin_scripts);
            return true;
        }
        // A pooler's process may be somebody else's by now.
        if (so_far > grace_of_old_session && !old.facts.pooled) {
            end_old_session(*session, old);
        }
    } catch (const Error&) {
        session.reset();  // the server may be on its way up: the next attempt begins anew
    }
    return false;
}

std::set<std::int64_t> failed_ranks(Session& session, const core::Plan& plan) {
    const Result rows = session.connection.query(
        "SELECT installed_rank FROM " + qualified(session.connection, plan.history_table)
        + " WHERE NOT success"
    );
    std::set<std::int64_t> ranks;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        ranks.insert(rows.number(row, 0));
    }
    return ranks;
}

std::optional<std::int64_t> failed_rank(const core::Step& step) {
    const auto* const failed = std::get_if<core::FailedStep>(&step);
    return failed == nullptr ? std::nullopt : failed->failed_rank;
}

}  // namespace

std::unique_ptr<Session> reconnect(
    const Session& old,
    milliseconds patience,
    core::Observer& observer
) {
    const auto start = steady_clock::now();
    std::unique_ptr<Session> session;
    milliseconds wait = first_wait;
    while (true) {
        const auto so_far = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
        if (is_settled(session, old, so_far)) {
            return session;
        }
        const auto limit = interrupt_requested() ? std::min(patience, patience_of_user) : patience;
        if (so_far >= limit) {
            return nullptr;
        }
        observer.on(core::Waiting{"the server, to learn how the run ended", so_far});
        std::this_thread::sleep_for(std::min(wait, limit - so_far));
        wait = std::min(wait * 2, longest_wait);
    }
}

std::size_t recorded_steps(Session& session, const core::Plan& plan) {
    const Result rows = session.connection.query(
        "SELECT installed_rank, script FROM " + qualified(session.connection, plan.history_table)
            + " WHERE installed_rank >= $1 AND success ORDER BY installed_rank",
        {std::to_string(plan.next_rank)}
    );
    const std::set<std::int64_t> failed = failed_ranks(session, plan);
    std::size_t finished = 0;
    std::size_t next_row = 0;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (const auto rank = failed_rank(plan.steps[i])) {
            if (failed.contains(*rank)) {
                break;
            }
            finished = i + 1;
        }
        const core::HistoryRow* const row = core::step_row(plan.steps[i]);
        if (row == nullptr) {
            continue;
        }
        if (next_row == rows.rows() || rows.number(next_row, 0) != core::rank_of(plan, i)
            || rows.text(next_row, 1) != row->script) {
            break;
        }
        ++next_row;
        finished = i + 1;
    }
    return finished;
}

std::size_t witnessed_steps(const core::Plan& plan) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const bool is_seen = core::step_row(plan.steps[i]) != nullptr || failed_rank(plan.steps[i]);
        last = is_seen ? i + 1 : last;
    }
    return last;
}

std::size_t steps_with_work(const core::Plan& plan) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const bool matters = core::step_row(plan.steps[i]) != nullptr
            || std::holds_alternative<core::FailedStep>(plan.steps[i]);
        last = matters ? i + 1 : last;
    }
    return last;
}

bool failed_steps_are_over(const core::Plan& plan, std::size_t finished) {
    const auto is_failed = [](const core::Step& step) {
        return std::holds_alternative<core::FailedStep>(step);
    };
    const auto next = plan.steps.begin() + static_cast<std::ptrdiff_t>(finished);
    return std::any_of(plan.steps.begin(), next, is_failed)
        && std::none_of(next, plan.steps.end(), is_failed);
}

}  // namespace rollpack::executor::detail

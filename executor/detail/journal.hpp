#pragma once

#include "detail/pipeline.hpp"
#include "detail/session.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/executor/database.hpp"

#include <string>
#include <string_view>

namespace rollpack::executor::detail {

/// rollpack's own table "rollpack_journal" beside the history: one row a run. Its statements go into
/// the stream of the run, so that the row is committed with what it tells of.
class Journal {
public:
    /// One round trip: whether the table is there, and whether this role may make or write it.
    Journal(Session& session, const core::Plan& plan, const RunOptions& options);

    const std::string& run_id() const noexcept { return run_id_; }

    /// False where the role may neither use nor make the table: the run then goes without.
    bool usable() const noexcept { return state_ != State::closed; }

    /// A sentence for the operator; empty for a usable journal.
    std::string complaint() const;

    /// Makes the table where it is missing.
    void send_table(Pipeline& pipeline) const;

    /// The run's row, as "running" before the first step or as "done" after the last.
    void send_row(Pipeline& pipeline, std::string_view ending, std::size_t steps_done) const;

    /// How far the run got, with the step's own transaction.
    void send_progress(Pipeline& pipeline, std::size_t steps_done, bool last) const;

    /// For a run that stopped part-way; one round trip.
    void mark_stopped(Connection& connection, std::string_view message) const;

    /// Whether the run's row is there as `connection` sees it.
    bool has_row(Connection& connection) const;

private:
    enum class State {
        closed,
        missing,
        there
    };

    State state_ = State::closed;
    std::string table_;  ///< qualified and quoted
    std::string run_id_;
    std::string started_at_;  ///< seconds since 1970, by the server's clock
    const core::Plan& plan_;
    const RunOptions& options_;
};

}  // namespace rollpack::executor::detail

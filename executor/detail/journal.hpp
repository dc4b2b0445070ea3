#pragma once

#include "detail/command.hpp"
#include "detail/session.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/executor/database.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

/// What a run's row says besides the plan and the options.
struct JournalRow {
    std::string run_id;
    Parameter
        started_at;  ///< seconds since 1970, by the server's clock; none: its transaction's start
    std::string client;
    std::string_view ending;  ///< a word of the table's column
    std::size_t steps_done = 0;
    std::string kept_schema = {};
    std::string message = {};
};

/// How far a run's row says that it got.
struct JournalPosition {
    std::size_t steps_done = 0;
    std::size_t statements_done = 0;  ///< of the step behind them
    bool in_doubt = false;  ///< the statement behind them was begun
};

/// Who writes the row: rollpack itself, or later psql with a file that rollpack wrote.
enum class JournalWriter {
    run,
    sql_file
};

/// Inserts the row; all but "running" is finished now.
Command insert_journal_row(
    const std::string& table,
    const core::Plan& plan,
    const RunOptions& options,
    const JournalRow& row
);

/// How far the run got; the last step ends it as "done".
Command update_journal_row(
    const std::string& table,
    const core::Plan& plan,
    const std::string& run_id,
    std::size_t steps_done
);

/// A random UUID, made here.
std::string new_run_id();

/// rollpack's own table "rollpack_journal" beside the history: one row a run. Its statements go into
/// the stream of the run, so that the row is committed with what it tells of.
class Journal {
public:
    /// One round trip: whether the table is there and of today's form, and whether this role may make,
    /// extend or write it. None when the run goes without a journal.
    Journal(Session& session, const core::Plan& plan, const RunOptions& options);

    const std::string& run_id() const noexcept { return run_id_; }

    /// False where the role may neither use nor make the table, or nobody wants it: the run goes
    /// without.
    bool usable() const noexcept { return state_ != State::closed; }

    /// A sentence for the operator; empty for a usable journal, and for one that nobody wants.
    const std::string& complaint() const noexcept { return complaint_; }

    /// The schema that the rows of this run name from now on.
    void set_kept_schema(std::string schema) { kept_schema_ = std::move(schema); }

    /// For commands that are written down instead of sent.
    void set_writer(JournalWriter writer) noexcept { writer_ = writer; }

    /// Makes the table where it is missing, and extends an earlier rollpack's.
    void send_table(const CommandSink& sink) const;

    /// The run's row, as "running" before the first step or as "done" after the last.
    void send_row(const CommandSink& sink, std::string_view ending, std::size_t steps_done) const;

    /// How far the run got, with the step's own transaction.
    void send_progress(const CommandSink& sink, std::size_t steps_done) const;

    /// For a plan that resumes a run: the run's own row takes over how far that one got.
    void send_resumption(const CommandSink& sink) const;

    /// A statement outside of a transaction is about to begin. Only for a usable journal.
    void send_intent(
        const CommandSink& sink,
        std::size_t step,
        std::size_t statement,
        const std::string& state_before
    ) const;

    /// So many statements of the step are done, and none is in doubt. Only for a usable journal.
    void send_result(const CommandSink& sink, std::size_t step, std::size_t statements_done) const;

    /// For a run of several transactions that ended early, as "stopped" where something of it stays, else
    /// as "failed" or "interrupted"; one round trip.
    void mark_ended(
        Connection& connection,
        std::string_view ending,
        std::string_view message,
        std::size_t steps_done
    ) const;

    /// For a run that was rolled back as a whole: its row, "failed", "interrupted", "tried" or "refused",
    /// in a transaction of its own, which waits for nobody. An earlier rollpack's table that is not ours
    /// to extend does not take the last two: the row says "failed" then, and its message the rest. @throws SqlError, Error connection_lost.
    void record(Connection& connection, std::string_view ending, std::string_view message) const;

    /// What the run's row says, as `connection` sees it; nothing without a row.
    JournalPosition position(Connection& connection) const;

    /// Whether the run's row is there as `connection` sees it, and says "done".
    bool has_row(Connection& connection) const;

private:
    bool is_there(Connection& connection) const;

    enum class State {
        closed,
        missing,
        earlier_form,
        there
    };

    void look(Session& session);
    JournalRow row(std::string_view ending, std::size_t steps_done) const;

    State state_ = State::closed;
    bool takes_all_endings_ = true;
    std::string table_;  ///< qualified and quoted
    std::string run_id_;
    std::string started_at_;  ///< seconds since 1970, by the server's clock
    std::string kept_schema_;
    std::string complaint_;
    JournalWriter writer_ = JournalWriter::run;
    const core::Plan& plan_;
    const RunOptions& options_;
};

}  // namespace rollpack::executor::detail

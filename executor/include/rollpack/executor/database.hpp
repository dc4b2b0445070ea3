#pragma once

#include "rollpack/core/assessment.hpp"
#include "rollpack/core/data_state.hpp"
#include "rollpack/core/dependency_facts.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/fingerprint.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/journal_entry.hpp"
#include "rollpack/core/kept_data.hpp"
#include "rollpack/core/live_facts.hpp"
#include "rollpack/core/other_session.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/core/server_facts.hpp"
#include "rollpack/executor/connection_url.hpp"
#include "rollpack/executor/fingerprint_options.hpp"
#include "rollpack/executor/footprint.hpp"
#include "rollpack/executor/keeping.hpp"
#include "rollpack/executor/plan_sql.hpp"
#include "rollpack/executor/run_options.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor {

/// Which runs to read from the journal.
struct JournalQuery {
    std::size_t limit = 20;  ///< the newest so many
    std::string run = {};  ///< only runs whose id begins with this; empty: all
};

/// One session with the database that is rolled back, and the verbs that rollpack needs of it.
///
/// Order of a run: begin_session(), locate_history(), lock(), read_history() and facts(), make_plan(),
/// run(), unlock().
/// Without lock() nothing is written. Any verb may throw Error connection_lost, interrupted (see
/// request_interrupt()) and sql_failed (the server refused one of rollpack's own statements).
/// Not for use by two threads at once.
class Database {
public:
    virtual ~Database() = default;

    /// What the server said when the session began; no round trip.
    virtual core::ServerFacts facts() = 0;

    /// facts(), and what a plan for this history needs besides: the unfinished run that the journal
    /// tells of, unless nobody wants the journal, and the procedures that commit. A few round trips.
    virtual core::ServerFacts planning_facts(const core::HistoryTable& table, bool journal) = 0;

    /// Runs scripts that belong to every new connection (initSql, afterConnect callbacks), each in a
    /// transaction of its own, and reads the facts anew: a script may set the role or the search_path,
    /// which then are the session's own. A session that is made anew after a lost connection runs them
    /// too. Call it before anything else. @throws Error sql_failed, which names script and line;
    /// checks_failed for a script that cannot be run in a transaction.
    virtual void begin_session(
        const std::vector<core::StepScript>& scripts,
        core::Observer& observer
    ) = 0;

    /// The history table as an ordinary table of that name; without a schema in `location` in the
    /// session's current schema. @throws Error history_missing, which names every table of the database
    /// that looks like a history.
    virtual core::HistoryTable locate_history(const core::HistoryLocation& location) = 0;

    /// All rows, by rank. Call it under the lock for what a run is planned from.
    /// @throws Error server_unsuitable when the role may not read the table.
    virtual std::vector<core::HistoryEntry> read_history(const core::HistoryTable& table) = 0;

    /// Runs that rolled this history back, newest first; none when there is no journal beside it.
    /// @throws Error server_unsuitable when the role may not read it.
    virtual std::optional<std::vector<core::JournalEntry>> read_journal(
        const core::HistoryTable& table,
        const JournalQuery& wanted
    ) = 0;

    /// Closes an unfinished run, whose row says why from then on. Call it under the lock.
    /// @throws Error checks_failed when it is not open any more.
    virtual void abandon_run(
        const core::HistoryTable& table,
        const std::string& run_id,
        const std::string& reason
    ) = 0;

    /// The plan's whole run as one SQL file for psql, for this database and the history as it is now: it
    /// runs to the end that run() has, or refuses in its first statements and changes nothing. Takes no
    /// lock. The file holds every script with its placeholders replaced.
    /// @throws Error history_changed when the plan was made from another history; checks_failed as
    /// run(); usage for a plan without steps, and for data to be kept in files.
    virtual std::string plan_sql(const core::Plan& plan, const PlanSqlOptions& options) = 0;

    /// Other sessions that hold Flyway's lock on this table now.
    virtual std::vector<core::OtherSession> lock_holders(const core::HistoryTable& table) = 0;

    /// Looks at live data, locks and privileges for a plan, with the role and the search path that its
    /// scripts will have; changes nothing and waits for no lock. May be called before lock() and under
    /// it: it uses a connection of its own, or this session where no other is to be had and no
    /// transaction is open. Rows are counted, the smallest tables first, while `budget` lasts, and
    /// estimated from the server's statistics after that, and where a table is locked or the role may
    /// not count (is_exact is false then, and the number at least 1). The catalogs are read even with a
    /// budget of 0. Never longer than the budget and a few queries of the catalogs.
    /// @throws Error connection_failed when there is no connection to look over.
    virtual core::LiveFacts look(
        const core::LiveQuestions& questions,
        std::chrono::milliseconds budget
    ) = 0;

    /// Reads from the catalogs what bears one of the names and what depends on it, with two queries; as
    /// look(), it takes no lock, waits for nobody, and may be called under lock(). `schema` is the history's.
    /// @throws Error connection_failed when there is no connection to look over.
    virtual core::DependencyFacts dependencies(
        const core::DependencyQuestions& questions,
        const std::string& schema
    ) = 0;

    /// Everything that a repeatable can own, of every kind but table and other, sorted: what extensions
    /// and the system own, and what goes with something else only, is left out. As dependencies() else.
    virtual std::vector<core::DatabaseObject> ownable_objects(const std::string& schema) = 0;

    /// Takes Flyway's lock: in an open transaction that run() goes on with (mode package), or for the
    /// session (other modes). Tries once a second until `patience` is over and tells the observer
    /// (core::Waiting) who holds it. @throws Error lock_unavailable; server_unsuitable on a standby.
    virtual void lock(
        const core::HistoryTable& table,
        core::TransactionMode mode,
        std::chrono::milliseconds patience,
        core::Observer& observer
    ) = 0;

    /// Gives the lock back and rolls back what is open. Without a lock it does nothing. Destroying the
    /// Database does the same.
    virtual void unlock() noexcept = 0;

    /// Runs a plan that was made under the lock, which must be held in the plan's transaction mode.
    /// How it ended is in the report, also when SQL failed, the connection was lost or the user
    /// interrupted; the report says what is true in the database then. A plan without steps writes
    /// nothing. In mode package the lock is gone afterwards, in other modes unlock() gives it back.
    /// A lock on a table that cannot be had within RunTimes::lock_timeout is tried for again: the run
    /// starts over from what is committed, in mode package with Flyway's lock taken anew.
    /// @throws Error only when nothing is changed: checks_failed for a script that ends its transaction or
    /// holds a NUL character, where data cannot be kept for want of a privilege or of one transaction,
    /// and for a script outside of a transaction without a journal; history_changed when it did while
    /// the run waited for a lock; what a KeepSink throws.
    virtual core::Report run(
        const core::Plan& plan,
        const RunOptions& options,
        core::Observer& observer
    ) = 0;

    /// Everything that scripts can make in this database, read from the catalogs over one snapshot with
    /// one query a kind; changes nothing and takes no lock but those of reading. In an open transaction
    /// it sees what that did. Left out are the history, rollpack's journals and kept data, and what
    /// extensions own. Objects that are changed meanwhile may end it with Error sql_failed.
    virtual core::Fingerprint fingerprint(const FingerprintOptions& options) = 0;

    /// What the tables and sequences of this database hold, without what fingerprint() leaves out. Reads
    /// every row, over one snapshot; in an open transaction it sees what that did.
    virtual core::DataState data_state(const FingerprintOptions& options) = 0;

    /// The rows of a table as data_state() names it, by these columns of its; none where there are more
    /// than `most`.
    virtual std::optional<std::vector<core::KeyedRow>> keyed_rows(
        const std::string& table,
        const std::vector<std::string>& columns,
        std::size_t most
    ) = 0;

    /// An empty history table, with its schema where that is missing, as Flyway makes it.
    virtual void create_history(const core::HistoryTable& table) = 0;

    /// What the open transaction did so far to relations that were there before it; nothing outside of
    /// one. It looks over a second connection, which sees the names of what the transaction dropped.
    /// `table` is the history, which is left out as rollpack's own tables are.
    /// @throws Error connection_failed when there is no second connection.
    virtual Footprint footprint(const core::HistoryTable& table) = 0;

    /// What runs with RunOptions::kept put into schemas of this database, the newest first. Only schemas
    /// that carry rollpack's comment count. Rows are counted within a few seconds, else estimated.
    virtual std::vector<core::KeptData> list_kept() = 0;

    /// Drops the tables that a run kept, and their schema. @throws Error checks_failed, with nothing
    /// dropped, for a schema that is not rollpack's, or when something else depends on it.
    virtual void drop_kept(const std::string& schema) = 0;
};

/// How to go on when a server cannot be reached. Waits are 1, 2, 4 ... s long, as Flyway's.
struct ConnectRetries {
    std::int64_t count = 0;  ///< attempts after the first one
    std::chrono::seconds longest_wait{120};

    bool operator==(const ConnectRetries&) const = default;
};

/// Connects (within 10 s a host unless the settings say otherwise) and reads the facts.
/// @throws Error connection_failed with the server's or libpq's own words, never a password;
/// server_unsuitable for a server older than PostgreSQL 12.
std::unique_ptr<Database> open_database(const ConnectionSettings& settings);

/// As above, and tries again after a failure to connect, whatever its reason. The observer is told
/// (core::Waiting) before each wait. @throws Error interrupted while it waits.
std::unique_ptr<Database> open_database(
    const ConnectionSettings& settings,
    const ConnectRetries& retries,
    core::Observer& observer
);

/// Asks whatever a Database of this process is doing to stop: a wait for the lock ends with Error
/// interrupted, a run is cancelled and rolled back and its report says so. Once COMMIT was sent a
/// run is finished instead. Async-signal-safe: made to be called from a signal handler. The request
/// stays in force until clear_interrupt().
void request_interrupt() noexcept;

/// Forgets an earlier request_interrupt(), for a process that goes on after one.
void clear_interrupt() noexcept;

}  // namespace rollpack::executor

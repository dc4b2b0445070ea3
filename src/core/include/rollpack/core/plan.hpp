#pragma once

#include "rollpack/core/dependency_facts.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/open_run.hpp"
#include "rollpack/core/placeholder.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace rollpack::core {

/// How a rollback is written into the history: DELETE markers (every Flyway edition reads them) or
/// UNDO_SQL rows (Redgate editions only).
enum class HistoryDialect {
    delete_rows,
    undo_rows
};
enum class DialectChoice {
    automatic,
    delete_rows,
    undo_rows
};

/// How a run is cut into transactions.
enum class TransactionMode {
    package,  ///< one for everything: all or nothing
    script,  ///< one for each script, and what is cleared out of its way; a script that cannot be in one runs statement by statement
    journalled,  ///< as few as the scripts allow that cannot be in one, which run as with `script`
};

/// A row to insert; rank, installed_by and execution_time are the executor's to fill.
struct HistoryRow {
    std::optional<std::string> version;
    std::string description;
    std::string type;
    std::string script;
    std::optional<FlywayChecksum> checksum;
    bool success = true;
    /// Whether execution_time is measured; markers of Flyway's `repair` have 0.
    bool timed = true;

    bool operator==(const HistoryRow&) const = default;
};

/// Text to run and where it comes from.
struct StepScript {
    std::string path;  ///< relative to the location: what messages and the history name
    Sha256 sha256;  ///< of the packed file
    ScriptText text;  ///< after placeholder replacement
    SqlAnalysis analysis;  ///< of `text`
    /// Why the script cannot run in one transaction, "line 3 has CREATE INDEX CONCURRENTLY"; empty: it
    /// can.
    std::string outside_transaction = {};

    bool operator==(const StepScript&) const = default;
};

/// Whether a statement of the script is run in no transaction of rollpack's: all others of a script
/// that is outside of one have a transaction each.
bool runs_alone(const StepScript& script, std::size_t statement);

/// Runs an undo script and marks its version as gone.
struct UndoStep {
    Version version;
    std::string description;
    StepScript script;
    HistoryRow row;
    std::string reason;

    bool operator==(const UndoStep&) const = default;
};

/// Takes back a version that stopped half-way: its undo script, statement by statement, passing over
/// those that find already done what they do. It writes no history row; a failed one is deleted, as
/// Flyway's `repair` does.
struct FailedStep {
    Version version;
    std::string description;
    StepScript script;
    std::optional<std::int64_t> failed_rank;  ///< of the row to delete; none: it left no row
    std::string reason;

    bool operator==(const FailedStep&) const = default;
};

/// Drops what a retired repeatable created and marks it deleted.
struct RetireStep {
    std::string description;
    std::vector<DatabaseObject> objects;  ///< in the order to drop them
    HistoryRow row;
    std::string reason;

    bool operator==(const RetireStep&) const = default;
};

/// Drops what repeatables own and what stands in the way of the script behind it. It writes no history
/// row; the repeatables of the target release that create it are run again.
struct ClearStep {
    std::string script;  ///< path of the script that could not run otherwise
    std::vector<DatabaseObject> objects;  ///< in the order to drop them
    std::string reason;

    bool operator==(const ClearStep&) const = default;
};

/// Gives what ClearSteps dropped and what exists again the owner, privileges, comments and options that
/// it had directly before it was dropped, but for what the scripts set.
struct PutBackStep {
    std::vector<DatabaseObject> objects;
    std::string reason;

    bool operator==(const PutBackStep&) const = default;
};

/// Runs a repeatable of the target release and records it.
struct RepeatableStep {
    std::string description;
    RepeatableAction action;
    StepScript script;
    HistoryRow row;
    std::string reason;

    bool operator==(const RepeatableStep&) const = default;
};

/// Runs a callback of the whole command, such as beforeUndo or afterMigrate; it writes no history row.
/// Where the run is not one transaction, it is as with a script: Flyway gives it one of its own.
struct CallbackStep {
    std::string event;
    StepScript script;
    std::string reason;

    bool operator==(const CallbackStep&) const = default;
};

/// Runs a versioned script and records it, as Flyway's `migrate`: of a migration, never of a rollback.
struct VersionedStep {
    Version version;
    std::string description;
    StepScript script;
    HistoryRow row;
    std::string reason;

    bool operator==(const VersionedStep&) const = default;
};

using Step = std::variant<
    UndoStep,
    RetireStep,
    RepeatableStep,
    CallbackStep,
    FailedStep,
    VersionedStep,
    ClearStep,
    PutBackStep>;

/// "U124__stock_movements.sql", or "retire stock view" for a step without a script.
std::string step_name(const Step& step);
/// The row that it inserts; null for a step without one.
const HistoryRow* step_row(const Step& step);
const std::string& step_reason(const Step& step);
/// Null for a step without a script.
const StepScript* step_script(const Step& step);
/// What it drops by itself, in order: RetireStep and ClearStep; empty for all others.
const std::vector<DatabaseObject>& step_drops(const Step& step);

/// Callbacks that run in the transaction of each script, in Flyway's order (by description).
struct EachCallbacks {
    std::vector<StepScript> before;
    std::vector<StepScript> before_statement;
    std::vector<StepScript> after_statement;
    std::vector<StepScript> after;

    bool operator==(const EachCallbacks&) const = default;
};

/// All of them: before, before_statement, after_statement, after.
std::vector<const StepScript*> scripts_of(const EachCallbacks& callbacks);

/// Callbacks of a rollback that do not stand among the steps.
struct PlanCallbacks {
    EachCallbacks undo;  ///< around every UndoStep and FailedStep
    EachCallbacks migrate;  ///< around every RepeatableStep and VersionedStep
    /// Run after a failure, each in a transaction of its own, once everything was rolled back:
    /// afterUndoError while undo steps were not all finished, else afterMigrateError.
    std::vector<StepScript> undo_error;
    std::vector<StepScript> migrate_error;

    bool operator==(const PlanCallbacks&) const = default;
};

/// A script of the package that the run leaves out, and why.
struct Skipped {
    std::string path;
    std::string reason;

    bool operator==(const Skipped&) const = default;
};

/// What the server said that matters for a plan.
struct ServerFacts {
    int version_number = 0;  ///< as server_version_num: 150018
    std::string database;
    std::string user;  ///< current_user
    std::string current_schema;  ///< may be empty
    std::int64_t max_locks_per_transaction = 64;
    std::int64_t max_connections = 100;
    std::int64_t max_prepared_transactions = 0;
    bool standby = false;  ///< in recovery
    bool read_only = false;  ///< default_transaction_read_only
    /// A pooler stands between that may give every transaction another server connection.
    bool pooled = false;
    /// Procedures whose text has COMMIT or ROLLBACK: no transaction can be around their CALL.
    std::vector<RelationName> committing_procedures = {};
    /// The run of this history that is not finished; none also when the journal is not read.
    std::optional<OpenRun> open_run = {};
    /// The answers to dependency_questions(); none: not asked for, and nothing is dropped out of the way.
    std::optional<DependencyFacts> dependencies = {};

    bool operator==(const ServerFacts&) const = default;
};

/// Entries that the server's lock table holds for sure; one transaction may use them all.
/// PostgreSQL manual, "Lock Management": max_locks_per_transaction * (max_connections +
/// max_prepared_transactions).
std::int64_t lock_table_size(const ServerFacts& facts) noexcept;

/// Which versions that stopped half-way are taken back too.
struct IncludeFailed {
    bool rows = false;  ///< every version with a failed row
    std::set<Version> versions;  ///< these, with a failed row or without any row

    bool operator==(const IncludeFailed&) const = default;
};

struct PlanOptions {
    /// None: package, or journalled where a script cannot be in a transaction.
    std::optional<TransactionMode> transaction = {};
    DialectChoice dialect = DialectChoice::automatic;
    /// Values given with --placeholder or FLYWAY_PLACEHOLDERS_*, by lower-case name.
    std::map<std::string, std::string> placeholders;
    std::string environment = "default";
    std::string working_directory;
    /// Client time at the start of the command, "yyyy-MM-dd HH:mm:ss".
    std::string timestamp;
    /// Written as installed_by; none: the role.
    std::optional<std::string> installed_by = {};
    /// Flyway's skipDefaultCallbacks: SQL callbacks are left out.
    bool skip_callbacks = false;
    /// False: the run keeps no journal, without which nothing can run outside of a transaction.
    bool journal = true;
    IncludeFailed include_failed = {};
};

/// The ordered steps for one database, each with its reason.
struct Plan {
    std::string package_name;
    Sha256 content_sha256;
    Version target_version;
    std::optional<Version> from_version;  ///< the database's version now
    HistoryTable history_table;
    Sha256 history_fingerprint;
    std::int64_t next_rank = 1;
    TransactionMode transaction = TransactionMode::package;
    HistoryDialect dialect = HistoryDialect::delete_rows;
    std::vector<Step> steps;
    PlanCallbacks callbacks = {};
    std::vector<Skipped> skipped;
    std::optional<std::string> installed_by = {};  ///< none: the role
    /// The run that this one goes on with; the first step that has its script begins in the middle.
    std::optional<OpenRun> resumes = {};
    /// Of the transaction that holds most (see SqlStatement::estimated_locks). 0 without steps.
    std::int64_t estimated_locks = 0;
    std::int64_t lock_table_size = 0;
    /// Why there is nothing to do, a full sentence; empty when there are steps.
    std::string nothing_to_do;

    bool operator==(const Plan&) const = default;
};

/// Steps that are committed together, or one whose statements are run one by one.
struct Stretch {
    std::size_t first = 0;  ///< index of a step
    std::size_t count = 0;  ///< at least 1
    /// StepScript::outside_transaction of the only step; empty: the stretch is one transaction.
    std::string outside_transaction = {};

    bool operator==(const Stretch&) const = default;
};

/// The whole plan in order; none for a plan without steps.
std::vector<Stretch> stretches(const Plan& plan);

/// Where a run begins: at the first step, or where the run that it resumes stopped.
struct RunStart {
    std::size_t step = 0;
    std::size_t statement =
        0;  ///< those before are done; more than 0 only outside of a transaction
    bool in_doubt = false;  ///< the statement was begun and nobody knows whether it ended

    bool operator==(const RunStart&) const = default;
};

RunStart run_start(const Plan& plan);

/// How OpenRun::finished_callbacks names a step; empty for one that is no callback.
std::string callback_name(const Step& step);

/// The rank of the row that the step at `index` writes; meaningless for a step without a row.
std::int64_t rank_of(const Plan& plan, std::size_t index);

/// The database's version once the first `finished` steps are committed; none: no version.
std::optional<Version> version_after(const Plan& plan, std::size_t finished);

/// The callbacks around a step's script; null for a step that has none.
const EachCallbacks* each_callbacks(const Plan& plan, const Step& step);

/// The package's afterConnect callbacks, in Flyway's order, to be run right after connecting: before
/// the history is looked for, which is why a schema that neither the package nor the operator names is
/// the connection's. Faults go to `findings`. A callback whose shouldExecute is false is left out; the
/// plan lists it. None with PlanOptions::skip_callbacks.
std::vector<StepScript> after_connect_scripts(
    const Selection& selection,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze,
    Findings& findings
);

/// What has to be known of the live catalog to order `plan`, which was made without
/// ServerFacts::dependencies: make_plan() is to be called once more with the answers. No names where
/// they would change nothing.
DependencyQuestions dependency_questions(const Plan& plan, const Selection& selection);

/// Decides what to do. Faults go to `findings`; a plan with errors there must not be run. Pure: no
/// clock, no server. The whole range is checked: every version in force above the target needs its
/// undo script, written for the V text that is applied (Java migrations have no text to compare).
/// Undo scripts run in the reverse of the order of application; what repeatables own and what an undo
/// script would trip over is dropped directly before it, and what else depends on that refuses the plan
/// (dependant_unowned). Then retired repeatables are dropped,
/// then the target release's are run whose text differs or whose objects were dropped or replaced by
/// this run or by undo scripts of an earlier one. A database below the target is left alone, and one that
/// has nothing of the package's project is refused.
/// If anything runs, the package's SQL callbacks run at their places as if the rollback were Flyway's
/// `undo` followed by its `migrate`; those without an occasion are among the skipped.
/// A failed row refuses, unless PlanOptions::include_failed says that its version is to be taken back;
/// so does a version that include_failed names and that cannot have stopped half-way (not_half_applied).
Plan make_plan(
    const Selection& selection,
    const Sha256& content_sha256,
    const History& history,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze,
    Findings& findings
);

}  // namespace rollpack::core

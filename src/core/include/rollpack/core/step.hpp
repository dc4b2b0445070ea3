#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/script_text.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/core/sql_analysis.hpp"
#include "rollpack/core/version.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rollpack::core {

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

}  // namespace rollpack::core

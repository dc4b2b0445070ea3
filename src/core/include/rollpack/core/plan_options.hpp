#pragma once

#include "rollpack/core/version.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

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
    /// Locks that reading the whole schema takes, which is compared with the target's before one
    /// transaction for everything is committed; 0: it is not read.
    std::int64_t locks_of_proof = 0;
};

}  // namespace rollpack::core

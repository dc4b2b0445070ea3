#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/open_run.hpp"
#include "rollpack/core/plan_options.hpp"
#include "rollpack/core/step.hpp"
#include "rollpack/core/version.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

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

}  // namespace rollpack::core

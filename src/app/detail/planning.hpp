#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/executor/database.hpp"

namespace rollpack::app {

/// Where the history is: what the target says wins over the package.
core::HistoryLocation history_location(
    const DatabaseTarget& database,
    core::HistoryLocation packaged
);

/// Reads the history and the facts of now, makes the plan, and looks at what it would destroy and lock.
/// @throws core::Error usage for a loss that is accepted of a version that the package does not undo;
/// as executor::Database.
PlanResult plan_for(
    const OpenedPackage& opened,
    const core::HistoryTable& table,
    const PlanRequest& request,
    executor::Database& database
);

/// As above for scripts that are no package's.
PlanResult plan_for(
    const core::Selection& selection,
    const core::Sha256& content_sha256,
    const core::HistoryTable& table,
    const PlanRequest& request,
    executor::Database& database
);

}  // namespace rollpack::app

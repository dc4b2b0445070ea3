#pragma once

#include "rollpack/core/planning.hpp"
#include "rollpack/core/script_source.hpp"
#include "rollpack/core/selection.hpp"

#include <optional>
#include <vector>

namespace rollpack::core {

/// With what a release migrates a database.
struct ReleaseScripts {
    std::vector<Script> versioned;  ///< oldest first
    std::vector<Script> repeatables;  ///< in Flyway's order
    std::vector<Script> callbacks;  ///< SQL ones, by path
};

/// Reads a release of the project that `request` describes. Faults in names and texts go to
/// `findings`. @throws Error location_missing.
ReleaseScripts read_release(
    const SelectionRequest& request,
    const Release& release,
    ScriptSource& source,
    Findings& findings
);

/// How far a migration goes.
struct MigrationGoal {
    std::optional<Version> up_to;  ///< none: the release's highest version
    bool repeatables = true;  ///< false: they are left as they are

    bool operator==(const MigrationGoal&) const = default;
};

/// What Flyway's `migrate` of a release would run on this database: versions above its baseline that are
/// not in force, in their order, then repeatables that are not in force with their text, each recorded, and SQL callbacks
/// around them. Faults go to `findings`; a plan with errors there must not be run. A plan without steps says
/// so.
Plan make_migration(
    const PlanInputs& inputs,
    const ReleaseScripts& release,
    const MigrationGoal& goal,
    Findings& findings
);

}  // namespace rollpack::core

#pragma once

#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// A script, or what stands for one, at its place in a plan. Refers to the plan.
struct PlannedScript {
    std::size_t step = 0;  ///< index in the plan
    const StepScript* script = nullptr;  ///< null for a step that drops by itself
    const std::vector<DatabaseObject>* drops =
        nullptr;  ///< what that step drops; null for a script
    const Version* undoes = nullptr;  ///< whose undo script it is; null for all others
    /// Repeatables are run with every release that changes them: what they empty, they fill again. So do
    /// they what is only cleared out of the way.
    bool is_repeatable = false;
};

/// Its path, or the step's name.
std::string name_of(const Plan& plan, const PlannedScript& script);

/// The tables and views that a step drops by itself; for a script none.
std::vector<RelationName> dropped_relations(const PlannedScript& script);

/// The scripts of a step in the order in which they run, with the callbacks around them.
std::vector<PlannedScript> scripts_of_step(const Plan& plan, std::size_t step);

/// All scripts in the order in which they run. Callbacks around each script stand only where they run
/// for the first time.
std::vector<PlannedScript> planned_scripts(const Plan& plan);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/object_changes.hpp"
#include "detail/plan_gate.hpp"
#include "detail/plan_order.hpp"
#include "detail/step_scripts.hpp"

#include <vector>

namespace rollpack::core::detail {

/// The steps for `range`, in its order: an UndoStep for what is applied, a FailedStep for what stopped
/// half-way, and before each a ClearStep if something stands in its way. What they drop and create is
/// added to what is followed.
std::vector<Step> undo_steps(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& range,
    HistoryDialect dialect,
    const Following& following
);

/// The package's undo scripts whose version is neither in force nor among `half_applied`. What those did that an earlier run ran
/// is added to `changes`: had it stopped part-way, the repeatables may still have to bring it back.
std::vector<Skipped> skipped_undo_scripts(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& half_applied,
    ObjectChanges& changes
);

}  // namespace rollpack::core::detail

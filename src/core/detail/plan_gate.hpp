#pragma once

#include "detail/plan_context.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Where the database stands, seen from the target version.
enum class Position {
    empty,  ///< no version in force
    below,
    at,
    above
};

/// Whether nothing in force belongs to the package's project, which is reported. A history of baselines
/// only tells nothing.
bool is_other_database(const PlanContext& context);

Position position_of(const PlanContext& context);

/// A version to undo and the script that does it. Points into the history and the selection.
struct Undoing {
    Version version;
    const HistoryEntry* row;  ///< null: it stopped half-way and left none
    const UndoScript* undo;
    const AppliedVersion* applied;  ///< null: it stopped half-way
};

/// Checks the whole range above the target, so that nothing is found out half-way; every fault goes
/// to the findings. Gives the versions that have an undo script, in the order to undo them: the last
/// one applied first.
std::vector<Undoing> check_range(const PlanContext& context);

/// Checks that the undo script was written for the text that the history's row tells of.
void check_text(const PlanContext& context, const Undoing& undoing);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/object_changes.hpp"
#include "detail/plan_gate.hpp"
#include "detail/step_scripts.hpp"

#include <cstdint>
#include <vector>

namespace rollpack::core::detail {

/// The versions that stopped half-way and that PlanOptions::include_failed takes back, the last one
/// first. Every failed row that is not among them is reported (history_failed_row), and every version
/// that is named and cannot be (not_half_applied).
std::vector<Undoing> half_applied_versions(const PlanContext& context, Position position);

/// Puts them at their places in `range`: by rank, and what left no row by its version.
void add_half_applied(const std::vector<Undoing>& half_applied, std::vector<Undoing>& range);

/// Adds what their own scripts may have dropped: nothing ran after them that brought it back.
void add_half_applied_drops(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& half_applied,
    ObjectChanges& changes
);

/// The rank behind all rows but those that are deleted: Flyway too gives the ranks of repaired rows
/// anew, and a gap would have to be explained for ever.
std::int64_t rank_behind(const History& history, const std::vector<Undoing>& half_applied);

}  // namespace rollpack::core::detail

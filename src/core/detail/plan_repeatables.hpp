#pragma once

#include "detail/object_changes.hpp"
#include "detail/step_scripts.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Steps for the repeatables in force that the target release does not have, the last one first: a
/// later one may use what an earlier one creates. What is dropped already according to `changes` and
/// what a repeatable of the target release creates is left out; the steps' drops are added.
std::vector<RetireStep> retire_steps(const PlanContext& context, ObjectChanges& changes);

struct RepeatablePlan {
    std::vector<RepeatableStep> steps;
    std::vector<Skipped> skipped;
};

/// The target release's repeatables in Flyway's order: those whose text is not the applied one, and
/// those whose objects were dropped.
RepeatablePlan plan_repeatables(
    const PlanContext& context,
    const StepScripts& scripts,
    ObjectChanges changes
);

}  // namespace rollpack::core::detail

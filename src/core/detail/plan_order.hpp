#pragma once

#include "detail/object_changes.hpp"
#include "detail/plan_clearing.hpp"
#include "detail/plan_context.hpp"
#include "detail/plan_repeatables.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace rollpack::core::detail {

/// What the scripts did so far: in the order of planning, and in the live catalog.
struct Following {
    ObjectChanges& changes;
    Clearing& clearing;
};

/// The step for what was found, if anything has to go, which is added to the changes. What is refused is
/// reported.
std::optional<ClearStep> cleared_step(ClearedWay way, const Following& following);

/// The steps, each behind one for what is in its way.
std::vector<Step> clear_before(std::vector<RetireStep> steps, const Following& following);

/// The target release's repeatables that run after these changes; faults are not reported.
RepeatablePlan repeatables_to_run(const PlanContext& context, const ObjectChanges& changes);

/// What has to go before the target release's repeatables can run. What goes makes further ones run.
std::optional<ClearStep> clear_for_repeatables(
    const PlanContext& context,
    const Following& following
);

/// One step for what ClearSteps, those of a run that is resumed among them, drop and repeatables make
/// again: it has more than its definition. None if there is nothing of the kind.
std::vector<PutBackStep> put_back_step(
    const PlanContext& context,
    std::initializer_list<std::span<const Step>> cleared,
    const std::vector<RepeatableStep>& repeatables
);

}  // namespace rollpack::core::detail

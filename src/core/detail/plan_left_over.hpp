#pragma once

#include "detail/plan_order.hpp"
#include "detail/step_scripts.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Steps that drop what the applied text of a repeatable creates and no text of the target release does:
/// an overload, a second view. Replacing the text would leave it behind. The last repeatable comes first;
/// the drops are added to the changes.
std::vector<Step> drop_left_over(
    const PlanContext& context,
    const StepScripts& scripts,
    const Following& following
);

}  // namespace rollpack::core::detail

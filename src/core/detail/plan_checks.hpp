#pragma once

#include "detail/plan_context.hpp"

#include <cstdint>
#include <vector>

namespace rollpack::core::detail {

/// Reports each packed callback that Flyway would run on the way and rollpack cannot.
void check_callbacks(const PlanContext& context);

/// Reports a server that takes no changes, and one that is not among those rollpack was tested with.
void check_server(const PlanContext& context);

/// Locks held until commit by all steps in one transaction, the proof included, or by the largest in its
/// own.
std::int64_t estimate_locks(const PlanContext& context, const Plan& plan);

/// Reports transactions that would exhaust the server's lock table.
void check_locks(const PlanContext& context, const Plan& plan);

}  // namespace rollpack::core::detail

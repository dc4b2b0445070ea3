#pragma once

#include "detail/plan_context.hpp"

namespace rollpack::core::detail {

/// Reports an unfinished run of another package.
void check_open_run(const PlanContext& context, const Sha256& content_sha256);

/// Makes the plan go on with the unfinished run, if there is one: callbacks that it finished are among
/// the skipped, and the script that it left in the middle is reported if it is another one now.
void resume(const PlanContext& context, Plan& plan);

/// Reports what keeps a run of several transactions from being kept in order: no journal, or a pooler
/// that gives each of them another server connection.
void check_stretches(const PlanContext& context, const Plan& plan);

}  // namespace rollpack::core::detail

#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/live_facts.hpp"
#include "rollpack/core/plan.hpp"

namespace rollpack::core::detail {

/// Adds a privilege_missing finding for each relation that the plan alters or drops and the role does
/// not own, each schema that it may not create in or drop, each role that is not there or that it may
/// not act as, and for the history table. What is not there now is passed over, and so is what a
/// script owns under a role that it takes on.
void report_privileges(const Plan& plan, const LiveFacts& facts, Findings& findings);

}  // namespace rollpack::core::detail

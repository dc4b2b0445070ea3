#pragma once

#include "rollpack/core/plan.hpp"

namespace rollpack::executor::detail {

/// @throws Error checks_failed for a script that run() must not begin with, package_invalid for an
/// object that cannot be dropped by name.
void check_runnable(const core::Plan& plan);
void check_runnable(const core::StepScript& script);

/// For a run that is looked at before it is committed. @throws Error checks_failed for a plan of several
/// transactions, which names the scripts that make it so.
void require_one_transaction(const core::Plan& plan);

}  // namespace rollpack::executor::detail

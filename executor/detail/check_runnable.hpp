#pragma once

#include "rollpack/core/plan.hpp"

namespace rollpack::executor::detail {

/// @throws Error checks_failed for a script that run() must not begin with, package_invalid for an
/// object that cannot be dropped by name.
void check_runnable(const core::Plan& plan);
void check_runnable(const core::StepScript& script);

}  // namespace rollpack::executor::detail

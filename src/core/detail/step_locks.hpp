#pragma once

#include "rollpack/core/assessment.hpp"

#include <vector>

namespace rollpack::core::detail {

/// The strongest lock of each step on each relation that is there, an index standing for its table.
std::vector<StepLock> step_locks(const Plan& plan, const LiveFacts& facts);

/// Adds one blocking_transaction finding for each session whose lock a step would wait for, where the
/// step wants more than to read or change rows.
void report_blocking(
    const Plan& plan,
    const LiveFacts& facts,
    const std::vector<StepLock>& locks,
    Findings& findings
);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/data_losses.hpp"
#include "rollpack/core/finding.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Adds one data_loss finding for each loss of live data, as a warning where it is kept or accepted,
/// and one data_loss_unknown finding for each script that does something of which that is not known.
void report_losses(const std::vector<FoundLoss>& losses, Findings& findings);

}  // namespace rollpack::core::detail

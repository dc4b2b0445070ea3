#pragma once

#include "detail/data_losses.hpp"
#include "rollpack/core/assessment.hpp"

#include <vector>

namespace rollpack::core::detail {

/// What --keep-data saves: each table once, in the order in which something of it is lost first.
std::vector<KeptTable> tables_to_keep(const std::vector<FoundLoss>& losses);

}  // namespace rollpack::core::detail

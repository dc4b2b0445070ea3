#pragma once

#include "rollpack/core/finding.hpp"

#include <vector>

namespace rollpack::app::detail {

/// The first finding that refuses; null for none.
const core::Finding* first_error(const std::vector<core::Finding>& findings);

/// @throws Error checks_failed with the first finding, as people see them, that refuses.
void require_no_errors(const core::Findings& findings);

}  // namespace rollpack::app::detail

#pragma once

#include "detail/version_scripts.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Every repeatable of either release, paired by description, in Flyway's order. Notes the
/// texts that are replaced. Findings:
/// script_language_unsupported (at the target release), faults in the SQL that is packed.
std::vector<Repeatable> select_repeatables(const Workbench& workbench);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/lint_rules.hpp"
#include "rollpack/core/finding.hpp"

#include <vector>

namespace rollpack::core::detail {

/// Takes away the findings of a script that its "rollpack:lint-ignore" comments name, as
/// lint_undo_scripts() says, and adds lint_ignore_unknown for what is no rule. `found` has findings of
/// this script only.
std::vector<Finding> without_ignored(std::vector<Finding> found, const LintedScript& script);

}  // namespace rollpack::core::detail

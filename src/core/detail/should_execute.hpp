#pragma once

#include <optional>
#include <string_view>

namespace rollpack::core::detail {

/// The value of a script's shouldExecute, with its placeholders replaced: `true` and `false` in any
/// case, `A==B` and `A!=B` of words or quoted strings (compared as they are written), joined with
/// `&&` and `||`, in parentheses. None for anything else: what Flyway would make of it is not known.
/// Source: DOC/Script Configuration.md of Flyway 13.0.0.
std::optional<bool> evaluate_should_execute(std::string_view expression);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/sql_change.hpp"

#include <cstddef>
#include <vector>

namespace rollpack::executor::detail {

/// Adds which objects a statement, which begins on `line`, makes, takes away, renames or moves.
void add_changes(const Node& statement, std::size_t line, std::vector<core::SqlChange>& changes);

}  // namespace rollpack::executor::detail

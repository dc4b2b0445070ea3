#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <cstddef>

namespace rollpack::executor::detail {

/// Adds to `analysis` what a statement, which begins on `line`, needs of its surroundings and changes
/// in them: adds_columns, needs_owner, creates_in, roles, takes_role, renames, search_paths.
void add_needs(const Node& statement, std::size_t line, core::SqlAnalysis& analysis);

}  // namespace rollpack::executor::detail

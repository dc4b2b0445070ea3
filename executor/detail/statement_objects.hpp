#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/sql_analysis.hpp"

namespace rollpack::executor::detail {

/// Adds what a statement creates and drops to `analysis` (creates, drops, drops_cascade,
/// creates_known).
void add_objects(const Node& statement, core::SqlAnalysis& analysis);

}  // namespace rollpack::executor::detail

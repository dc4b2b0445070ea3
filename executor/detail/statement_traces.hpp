#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/sql_analysis.hpp"

namespace rollpack::executor::detail {

/// Adds what a statement may leave behind in its session. Role and search path do not count: they are
/// set anew before every script.
void add_traces(const Node& statement, core::SessionTraces& traces);

/// For a statement of which there is no tree: it may leave anything.
void add_unknown_traces(core::SessionTraces& traces);

}  // namespace rollpack::executor::detail

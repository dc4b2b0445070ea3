#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/table_lock.hpp"

#include <cstddef>
#include <vector>

namespace rollpack::executor::detail {

/// Adds the strongest table-level lock that a statement, which begins on `line`, takes on each relation
/// that it names. Left out are ACCESS SHARE (tables that are only read), what the statement itself
/// makes, and what it reaches without naming it: tables that foreign keys of a dropped table point to,
/// partitions, what CASCADE takes along, what functions and triggers do.
void add_table_locks(const Node& statement, std::size_t line, std::vector<core::TableLock>& locks);

}  // namespace rollpack::executor::detail

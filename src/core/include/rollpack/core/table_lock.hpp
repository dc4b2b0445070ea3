#pragma once

#include "rollpack/core/relation_name.hpp"

#include <cstddef>
#include <string_view>

namespace rollpack::core {

/// PostgreSQL's table-level locks, the weakest first. Manual, "Explicit Locking".
enum class LockMode {
    access_share,
    row_share,
    row_exclusive,
    share_update_exclusive,
    share,
    share_row_exclusive,
    exclusive,
    access_exclusive
};

/// "ACCESS EXCLUSIVE", as the manual writes it.
std::string_view to_string(LockMode mode) noexcept;

/// Whether two sessions cannot hold both on one table.
bool conflict(LockMode held, LockMode wanted) noexcept;

/// What a statement does to a table that is there already while it holds its lock.
struct TableLock {
    LockMode mode = LockMode::access_share;
    /// A table, view or index; for an index its table is what others wait for.
    RelationName relation;
    bool rewrites = false;  ///< every row is written anew (for sure or depending on the types)
    bool scans = false;  ///< every row is read while the lock is held
    std::size_t line = 1;  ///< 1-based line of the statement

    bool operator==(const TableLock&) const = default;
};

}  // namespace rollpack::core

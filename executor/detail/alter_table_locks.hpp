#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/table_lock.hpp"

#include <cstddef>
#include <vector>

namespace rollpack::executor::detail {

/// What is done with every row while the lock is held.
enum class Work {
    none,
    scans,
    rewrites
};

/// The locks of one statement: each relation once, with the strongest mode.
class Locks {
public:
    /// Adds to `locks`, which has to live as long.
    Locks(std::size_t line, std::vector<core::TableLock>& locks)
        : line_{line}
        , first_{locks.size()}
        , locks_{locks} {}

    void add(core::LockMode mode, core::RelationName relation, Work work = Work::none);

private:
    std::size_t line_;
    std::size_t first_;
    std::vector<core::TableLock>& locks_;
};

/// The locks of an AlterTableStmt: ALTER TABLE, INDEX, VIEW, SEQUENCE, TYPE and their like.
void add_alter_table_locks(const Node& statement, Locks& locks);

}  // namespace rollpack::executor::detail

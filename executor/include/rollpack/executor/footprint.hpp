#pragma once

#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/table_lock.hpp"

#include <vector>

namespace rollpack::executor {

/// A lock that a transaction holds on a table, view or sequence.
struct HeldLock {
    core::RelationName relation;
    core::LockMode mode = core::LockMode::access_share;

    bool operator==(const HeldLock&) const = default;
};

/// What a transaction did to relations that were there before it, under the names that they had.
struct Footprint {
    std::vector<HeldLock> locks;  ///< the strongest on each relation, by name; none on indexes
    /// Tables and materialised views whose rows were written anew into another file, or truncated.
    std::vector<core::RelationName> rewritten;

    bool operator==(const Footprint&) const = default;
};

}  // namespace rollpack::executor

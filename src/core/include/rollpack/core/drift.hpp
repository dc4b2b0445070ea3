#pragma once

#include "rollpack/core/fingerprint_comparison.hpp"

namespace rollpack::core {

/// The differences that a schema has after a run, by what they come from.
struct SplitDifferences {
    SchemaComparison drift;  ///< there before the run already, in the same way
    SchemaComparison caused;  ///< by the run

    bool operator==(const SplitDifferences&) const = default;
};

/// `before` compares what was expected before the run with what was found, `after` the same behind it. A
/// difference is drift when the object was missing before too, was left over just as it is now, or
/// differed in the same properties by the same values. A role that owns in place of the expected one on
/// some object before does so on every object: a database has its own names for whom it belongs to.
SplitDifferences split_differences(const SchemaComparison& before, const SchemaComparison& after);

}  // namespace rollpack::core

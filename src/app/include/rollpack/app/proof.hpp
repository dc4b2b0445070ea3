#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/drift.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"
#include "rollpack/core/version.hpp"
#include "rollpack/executor/footprint.hpp"

#include <chrono>
#include <optional>

namespace rollpack::app {

/// What becomes of a run that ends with differences to the target's recorded schema. What the run itself
/// caused is refused in both.
enum class OnDifference {
    report,  ///< what was there before the run is told as drift
    refuse
};

/// A database beside the schema that a rehearsal recorded.
struct SchemaProof {
    core::Version version;  ///< whose recorded schema was expected
    core::Sha256 expected;
    core::Sha256 found;
    core::SchemaComparison drift;  ///< there before anything ran
    core::SchemaComparison caused;  ///< by the run
    /// False: nothing was recorded of the version before the run, and all differences are in `drift`.
    bool is_split = true;
    /// Major versions of the rehearsal's server and of this one, which may word one definition in two
    /// ways; equal ones do not.
    int rehearsed_on = 0;
    int server = 0;

    bool is_equal() const noexcept { return drift.is_equal() && caused.is_equal(); }
};

/// What a trial learnt besides.
struct TrialFacts {
    executor::Footprint footprint;
    std::chrono::milliseconds held{};  ///< from the first step to the end: no lock was held longer
};

}  // namespace rollpack::app

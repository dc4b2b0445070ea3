#pragma once

#include "detail/object_ages.hpp"
#include "rollpack/core/assessment.hpp"

#include <string>
#include <vector>

namespace rollpack::core::detail {

/// A loss with what is needed to tell of it and to save the data. Refers to the live facts.
struct FoundLoss {
    Loss loss;
    const LiveRelation* table =
        nullptr;  ///< null when nothing there is meant, or it is not known what
    std::vector<std::string> columns;  ///< as they are called now; empty: the table, or its rows
    std::string new_type;  ///< of a type change
};

/// What the undo scripts and callbacks of a plan do to live data, in the order in which they run.
/// Left out are things that are not there now, and those that an earlier statement took already.
std::vector<FoundLoss> find_losses(
    const Plan& plan,
    const LiveFacts& facts,
    const DataPolicy& policy,
    ObjectAges& ages
);

}  // namespace rollpack::core::detail

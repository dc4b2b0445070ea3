#pragma once

#include "rollpack/core/selection.hpp"

#include <string>
#include <vector>

namespace rollpack::core {

/// What the current release's text of a restored repeatable creates and no text of the target release
/// does, the last created first: replacing the text leaves it behind. Empty where a text hides what it
/// creates. Names without a schema are in `default_schema`.
std::vector<DatabaseObject> left_over_objects(
    const std::vector<Repeatable>& repeatables,
    const Repeatable& restored,
    const std::string& default_schema
);

}  // namespace rollpack::core

#pragma once

#include "rollpack/core/script_source.hpp"
#include "rollpack/core/selection.hpp"

#include <optional>
#include <vector>

namespace rollpack::core::detail {

/// What both releases have below the project's locations, by path within each location.
struct ReleaseEntries {
    std::vector<SourceEntry> current;
    std::vector<SourceEntry> target;
    /// The current release's, if the project keeps its callbacks apart.
    std::optional<std::vector<SourceEntry>> callbacks;
};

/// @throws Error location_missing when a location is not at both releases; callback locations may be
/// missing, as Flyway skips them then.
ReleaseEntries list_releases(const SelectionRequest& request, ScriptSource& source);

}  // namespace rollpack::core::detail

#pragma once

#include "rollpack/core/script_source.hpp"
#include "rollpack/core/selection.hpp"

#include <optional>
#include <string>
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

/// What one release has below the locations. @throws Error location_missing when it lacks one.
std::vector<SourceEntry> list_release(
    const std::vector<std::string>& locations,
    const Release& release,
    const Naming& naming,
    ScriptSource& source
);

}  // namespace rollpack::core::detail

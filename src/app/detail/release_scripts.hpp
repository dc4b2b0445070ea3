#pragma once

#include "rollpack/core/migration.hpp"
#include "rollpack/packager/manifest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::app::detail {

/// With what the two releases of a package migrate.
struct BothReleases {
    core::ReleaseScripts target;
    core::ReleaseScripts release;
    std::vector<std::string> notes;  ///< names that stand for something else now
};

/// Reads the commits that the manifest records from the repository that holds `directory`.
/// @throws Error checks_failed for a script that cannot be run; as pinned_release().
BothReleases read_both_releases(
    const packager::Manifest& manifest,
    const std::filesystem::path& directory
);

}  // namespace rollpack::app::detail

#pragma once

#include "rollpack/core/event.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/git/repository.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <string>

namespace rollpack::app::detail {

/// The two releases of a package, resolved.
struct ResolvedReleases {
    core::Release release;
    core::Release target;
};

/// What is to be packed.
struct Packable {
    core::Selection selection;
    packager::PackageNotes notes;
};

/// @throws Error usage for a text that is no version.
core::Version require_version(const std::string& text);

/// Reads and selects with exactly these parameters and releases; both are kept in the selection.
Packable read_packable(
    git::Repository& repository,
    const core::BuildParameters& parameters,
    const ResolvedReleases& releases,
    core::Findings& findings,
    core::Observer& observer
);

}  // namespace rollpack::app::detail

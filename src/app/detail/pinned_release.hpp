#pragma once

#include "rollpack/core/release.hpp"
#include "rollpack/git/repository.hpp"

#include <string>
#include <vector>

namespace rollpack::app::detail {

/// The release that a package records, whose objects must be in the repository. Its name is only looked
/// up to tell, in `notes`, when it stands for something else now.
/// @throws Error as git::Repository::resolve; package_invalid.
core::Release pinned_release(
    const git::Repository& repository,
    const core::Release& recorded,
    std::vector<std::string>& notes
);

}  // namespace rollpack::app::detail

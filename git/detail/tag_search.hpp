#pragma once

#include "detail/object_store.hpp"
#include "rollpack/core/release.hpp"
#include "rollpack/core/version.hpp"

#include <span>
#include <string>

namespace rollpack::git::detail {

/// See Repository::find_release.
core::Release find_tagged_release(
    const ObjectStore& store,
    const core::Version& version,
    std::span<const std::string> patterns
);

}  // namespace rollpack::git::detail

#pragma once

#include "detail/object_store.hpp"
#include "rollpack/core/release.hpp"

#include <string_view>

namespace rollpack::git::detail {

/// See Repository::resolve.
core::Release resolve_revision(const ObjectStore& store, std::string_view name);

}  // namespace rollpack::git::detail

#pragma once

#include "detail/libgit2.hpp"

#include <filesystem>

namespace rollpack::git::detail {

/// See Repository::open.
RepositoryHandle open_repository(const std::filesystem::path& directory);

}  // namespace rollpack::git::detail

#pragma once

#include "detail/libgit2.hpp"

#include <filesystem>
#include <string>

namespace rollpack::git::detail {

/// See Repository::open.
RepositoryHandle open_repository(const std::filesystem::path& directory);

/// See Repository::folder.
std::string folder_in_work_tree(git_repository* repository, const std::filesystem::path& directory);

}  // namespace rollpack::git::detail

#pragma once

#include "detail/libgit2.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::git::detail {

/// The names of all references below `folder` ("refs/tags/"), without it, sorted.
std::vector<std::string> reference_names(git_repository* repository, std::string_view folder);

/// The id that the reference of this full name holds, symbolic ones followed; none if there is no such
/// reference, or it leads nowhere.
std::optional<git_oid> find_reference(git_repository* repository, const std::string& full_name);

/// The tags, branches and remote branches that read most like `name`, nearest first.
std::vector<std::string> near_names(git_repository* repository, std::string_view name);

/// How many characters must be added, taken away, changed or swapped with a neighbour to turn one text
/// into the other.
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace rollpack::git::detail

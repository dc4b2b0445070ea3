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

/// The few tags, branches and remote branches that read most like `name`, nearest first. Near is what
/// takes the fewest characters added, taken away, changed or swapped with a neighbour.
std::vector<std::string> near_names(git_repository* repository, std::string_view name);

}  // namespace rollpack::git::detail

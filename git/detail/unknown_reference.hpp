#pragma once

#include "detail/clone_facts.hpp"
#include "detail/libgit2.hpp"

#include <string>
#include <string_view>

namespace rollpack::git::detail {

/// @throws Error reference_unknown, or shallow_clone in a shallow clone, with near names and the command
/// that fetches `name`.
[[noreturn]] void throw_unknown_reference(git_repository* repository, const std::string& name);

}  // namespace rollpack::git::detail

#pragma once

#include "detail/object_store.hpp"

#include <map>

namespace rollpack::git::detail {

/// What git reads in place of which object: the references below refs/replace, chains followed to
/// their end. Empty where core.useReplaceRefs is off. @throws Error repository_unreadable for a circle.
std::map<git_oid, git_oid, IdLess> read_replacements(git_repository* repository);

}  // namespace rollpack::git::detail

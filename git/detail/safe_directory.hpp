#pragma once

#include <string_view>

namespace rollpack::git::detail {

/// Whether the user's or the system's git configuration lists `folder` (without a "/" at the end)
/// under safe.directory, by git's rules: "*" is every folder, "DIR/*" everything below DIR, an empty
/// value forgets what came before.
bool is_safe_directory(std::string_view folder);

}  // namespace rollpack::git::detail

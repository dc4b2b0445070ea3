#pragma once

#include "rollpack/packager/manifest.hpp"

namespace rollpack::packager::detail {

/// Whether the manifest follows from its own files: names, versions and descriptions agree, the undo
/// list is every undo script newest first and above the target, each bound to its V script, and the
/// repeatables refer to theirs. @throws Error package_invalid naming the member.
void check_rules(const Manifest& manifest);

/// Index of `path` in files, which are sorted by path; none if it is not there.
std::optional<std::size_t> find_file(const Manifest& manifest, std::string_view path);

}  // namespace rollpack::packager::detail

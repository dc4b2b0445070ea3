#pragma once

#include "rollpack/core/digest.hpp"

#include <filesystem>

namespace rollpack::packager::detail {

/// Compares a digest with the one in "<artifact>.sha256", the file that write_package writes beside an
/// artifact; nothing if there is no such file. The name in it is not looked at, as artifacts are renamed.
/// @throws Error package_invalid for another digest, with both, and for a file that is not one line of
/// sha256sum; file_unreadable.
void check_digest_file(const std::filesystem::path& artifact, const core::Sha256& digest);

}  // namespace rollpack::packager::detail

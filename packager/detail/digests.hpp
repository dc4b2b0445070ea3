#pragma once

#include "rollpack/core/digest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::packager::detail {

/// A file of a package and its digest.
struct FileDigest {
    std::string_view path;
    core::Sha256 sha256;
};

/// Lines "<hex>  <path>\n", sorted by path: what `sha256sum -c` reads. No path needs the escapes that
/// sha256sum knows, as path_fault() refuses those characters.
std::string digest_lines(std::vector<FileDigest> files);

}  // namespace rollpack::packager::detail

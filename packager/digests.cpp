#include "detail/digests.hpp"

#include <algorithm>

namespace rollpack::packager::detail {

std::string digest_lines(std::vector<FileDigest> files) {
    std::ranges::sort(files, {}, &FileDigest::path);
    std::string lines;
    for (const FileDigest& file : files) {
        lines += file.sha256.hex();
        lines += "  ";
        lines += file.path;
        lines += '\n';
    }
    return lines;
}

}  // namespace rollpack::packager::detail

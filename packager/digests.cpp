#include "detail/digests.hpp"

#include "detail/layout.hpp"

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

std::vector<FileDigest> content_digests(
    const Manifest& manifest,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
) {
    std::vector<FileDigest> digests;
    digests.reserve(manifest.files.size() + 3);
    digests.push_back({runbook_path, runbook_sha256});
    digests.push_back({flyway_toml_path, flyway_toml_sha256});
    for (const ManifestFile& file : manifest.files) {
        digests.push_back({file.path, file.sha256});
    }
    return digests;
}

core::Sha256 content_sha256(
    const Manifest& manifest,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
) {
    return core::sha256(digest_lines(content_digests(manifest, runbook_sha256, flyway_toml_sha256))
    );
}

}  // namespace rollpack::packager::detail

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
    const DocumentDigests& documents
) {
    std::vector<FileDigest> digests;
    digests.reserve(manifest.files.size() + 5);
    digests.push_back({runbook_path, documents.runbook});
    digests.push_back({flyway_toml_path, documents.flyway_toml});
    digests.push_back({repeatables_diff_path, documents.repeatables_diff});
    if (documents.rehearsal) {
        digests.push_back({rehearsal_path, *documents.rehearsal});
    }
    for (const ManifestFile& file : manifest.files) {
        digests.push_back({file.path, file.sha256});
    }
    return digests;
}

core::Sha256 content_sha256(const Manifest& manifest, const DocumentDigests& documents) {
    return core::sha256(digest_lines(content_digests(manifest, documents)));
}

}  // namespace rollpack::packager::detail

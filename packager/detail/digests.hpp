#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/packager/manifest.hpp"

#include <optional>
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

/// Of the documents that the manifest does not list.
struct DocumentDigests {
    core::Sha256 runbook;
    core::Sha256 flyway_toml;
    core::Sha256 repeatables_diff;
    std::optional<core::Sha256> rehearsal = {};  ///< none: it was not rehearsed
};

/// Digests of the manifest's files and of the documents: what the content digest is over.
std::vector<FileDigest> content_digests(const Manifest& manifest, const DocumentDigests& documents);

core::Sha256 content_sha256(const Manifest& manifest, const DocumentDigests& documents);

}  // namespace rollpack::packager::detail

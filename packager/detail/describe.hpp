#pragma once

#include "detail/digests.hpp"
#include "rollpack/packager/manifest.hpp"

#include <vector>

namespace rollpack::packager::detail {

/// describe() for documents that are made already.
Manifest describe_with(
    const core::Selection& selection,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
);

/// Digests of the manifest's files and of the two documents: what the content digest is over.
std::vector<FileDigest> content_digests(
    const Manifest& manifest,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
);

}  // namespace rollpack::packager::detail

#pragma once

#include "detail/package_source.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/packager/package_reader.hpp"

namespace rollpack::packager::detail {

/// What is in a package, each file checked against the manifest and the manifest against itself.
struct PackageContents {
    Manifest manifest;
    core::Selection selection;
    PackageDocuments documents;
    std::optional<core::RecordedRehearsal> rehearsal;
    core::Sha256 sums_sha256;  ///< of SHA256SUMS
};

/// Reads the files, the manifest first; nothing is read that it does not name.
/// @throws Error package_invalid.
PackageContents read_contents(PackageSource& source, const ReadLimits& limits);

}  // namespace rollpack::packager::detail

#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/packager/manifest.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace rollpack::packager {

/// Who built a package, and in which run. The only part of a provenance that the commits, the options
/// and rollpack do not settle.
struct Builder {
    std::string id;  ///< a URI: the workflow, runner or job that is trusted to build
    std::string invocation;  ///< URI of the run; empty where there is none

    bool operator==(const Builder&) const = default;
};

/// Where an artifact came from: an in-toto statement, version 1, with a SLSA provenance, version 1, as
/// predicate (https://slsa.dev/spec/v1.0/provenance).
struct Provenance {
    std::string subject;  ///< file name of the artifact; for a folder "Rollback-V123/SHA256SUMS"
    core::Sha256 sha256;  ///< of the subject
    std::string format;  ///< "tar.gz", ..., as `--format` takes it
    core::BuildParameters parameters;
    core::Release release;  ///< signatures are not part of it
    core::Release target;
    core::Sha256 content_sha256;
    std::string tool_version;
    Builder builder;

    bool operator==(const Provenance&) const = default;
};

/// "<artifact>.intoto.json"
std::filesystem::path provenance_path(const std::filesystem::path& artifact);

Provenance provenance_of(
    const core::Selection& selection,
    const WrittenPackage& package,
    PackageFormat format,
    Builder builder
);

/// The statement. Equal provenances give equal bytes.
std::string to_json(const Provenance& provenance);

/// The inverse of to_json, for statements that rollpack wrote. @throws Error provenance_invalid with
/// the member's path.
Provenance parse_provenance(std::string_view json);

/// Checks that the provenance speaks of this package: its subject's digest, and what the manifest says
/// too. The names of files do not matter, they may have been changed. @throws Error provenance_invalid
/// with the first member that differs.
void check_provenance(
    const Provenance& provenance,
    const Manifest& manifest,
    const core::Sha256& artifact_sha256
);

}  // namespace rollpack::packager

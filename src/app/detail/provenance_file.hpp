#pragma once

#include "rollpack/packager/package_reader.hpp"
#include "rollpack/packager/provenance.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace rollpack::app::detail {

/// A provenance that speaks of the package that it lies beside.
struct ProvenanceFile {
    std::filesystem::path path;
    std::string text;
    packager::Provenance provenance;
};

/// The provenance beside a package; none where there is no such file. @throws Error provenance_invalid,
/// file_unreadable.
std::optional<ProvenanceFile> find_provenance(
    const std::filesystem::path& artifact,
    const packager::VerifiedPackage& package
);

}  // namespace rollpack::app::detail

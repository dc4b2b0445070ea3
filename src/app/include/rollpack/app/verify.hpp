#pragma once

#include "rollpack/app/package_file.hpp"
#include "rollpack/packager/provenance.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::app {

struct VerifyRequest {
    PackageFile package;
    /// To build the package again from; none: it is not.
    std::optional<std::filesystem::path> repository;
};

/// One thing that is not as the repository gives it.
struct Difference {
    std::string subject;  ///< path of a file in the package, or of a member of its manifest
    std::string kind;  ///< "missing", "added", "content", "origin" or "member"
    std::string packaged;  ///< a digest, a blob's id or a value; empty for none
    std::string rebuilt;

    bool operator==(const Difference&) const = default;
};

/// How a package compares with what its repository gives today.
struct Rebuild {
    bool same_bytes = false;
    /// The artifact has a form that can be compared byte for byte: its name tells one.
    bool bytes_compared = false;
    std::vector<Difference>
        differences;  ///< in the content; empty with other bytes: another compressor
    std::vector<std::string> notes;  ///< names that stand for other commits now, another rollpack
};

struct VerifiedArtifact {
    OpenedPackage opened;
    std::optional<packager::Provenance> provenance;  ///< the one beside the package, checked
    std::optional<std::filesystem::path> provenance_file;
    std::optional<Rebuild> rebuild;
};

/// Checks the package, its signature where one is demanded, and the provenance beside it if there is
/// one (with its own signature where one is demanded). With a repository it builds the package again
/// from the recorded commits and options, in a temporary folder, and compares.
/// @throws Error as open_package_file; provenance_invalid; those of build_package.
VerifiedArtifact verify_package(const VerifyRequest& request, core::Observer& observer);

}  // namespace rollpack::app

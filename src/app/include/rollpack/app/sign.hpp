#pragma once

#include "rollpack/app/package_file.hpp"

#include <filesystem>
#include <optional>

namespace rollpack::app {

struct SignRequest {
    PackageFile package;
    std::filesystem::path key;  ///< see sign_bytes
};

struct SignResult {
    std::filesystem::path signature;
    std::string key;  ///< "ED25519 SHA256:..."
    std::optional<std::filesystem::path> provenance_signature;  ///< none: there is no provenance
};

/// Checks the package as a whole, and the provenance beside it if there is one, then writes
/// "<artifact>.sig" and "<artifact>.intoto.json.sig". @throws Error as packager::open_package and
/// sign_bytes; provenance_invalid when the provenance is of another package; file_unwritable.
SignResult sign_package(const SignRequest& request, core::Observer& observer);

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/signature.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace rollpack::app {

/// A package on disk and what must be true of it before it is used.
struct PackageFile {
    std::filesystem::path path;
    packager::ReadLimits limits;
    /// Each of these must have signed it; none: signatures are not looked at.
    std::vector<TrustedSigners> trusted;
    std::optional<std::filesystem::path> signature;  ///< none: signature_path(path)
};

struct OpenedPackage {
    packager::VerifiedPackage package;
    std::optional<SignedBy> signature;  ///< none: not looked at
};

/// Reads the package once. Its signature is checked over the bytes that were read, before anything in
/// them is parsed. @throws Error as packager::open_package and verify_signature.
OpenedPackage open_package_file(const PackageFile& file, core::Observer& observer);

/// What a package's signature is made over: an archive's bytes, a folder's SHA256SUMS. The package is
/// checked as a whole first.
struct SignedBytes {
    packager::VerifiedPackage package;
    std::string bytes;
};

SignedBytes read_signed_bytes(const PackageFile& file);

}  // namespace rollpack::app

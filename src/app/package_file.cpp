#include "rollpack/app/package_file.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

/// The signer of the last demand; none where nothing is demanded.
std::optional<SignedBy> check_signatures(const PackageFile& file, std::string_view bytes) {
    const std::filesystem::path signature = file.signature.value_or(signature_path(file.path));
    std::optional<SignedBy> signed_by;
    for (const TrustedSigners& trusted : file.trusted) {
        signed_by = verify_signature(bytes, signature, trusted);
    }
    return signed_by;
}

}  // namespace

OpenedPackage open_package_file(const PackageFile& file, core::Observer& observer) {
    std::optional<SignedBy> signed_by;
    packager::BytesCheck check;
    if (!file.trusted.empty()) {
        check = [&](std::string_view bytes) {
            observer.on(core::PhaseStarted{"checking the signature"});
            signed_by = check_signatures(file, bytes);
        };
    }
    observer.on(core::PhaseStarted{"checking the package"});
    packager::VerifiedPackage package = packager::open_package(file.path, file.limits, check);
    return {std::move(package), std::move(signed_by)};
}

SignedBytes read_signed_bytes(const PackageFile& file) {
    std::string bytes;
    packager::VerifiedPackage package = packager::open_package(
        file.path,
        file.limits,
        [&](std::string_view read) { bytes = read; }
    );
    return {std::move(package), std::move(bytes)};
}

}  // namespace rollpack::app

#include "rollpack/app/package_file.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::app {

OpenedPackage open_package_file(const PackageFile& file, core::Observer& observer) {
    const std::filesystem::path signature = file.signature.value_or(signature_path(file.path));
    std::optional<SignedBy> signed_by;
    packager::BytesCheck check;
    if (!file.trusted.empty()) {
        check = [&](std::string_view bytes) {
            observer.on(core::PhaseStarted{"checking the signature"});
            for (const TrustedSigners& trusted : file.trusted) {
                signed_by = verify_signature(bytes, signature, trusted);
            }
            observer.on(core::PhaseStarted{"checking the package"});
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

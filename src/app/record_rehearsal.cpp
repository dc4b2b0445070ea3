#include "rollpack/app/record_rehearsal.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

packager::PackageFormat format_of(const std::filesystem::path& artifact) {
    using enum packager::PackageFormat;
    for (const packager::PackageFormat format : {tar_gz, tar_zst, zip}) {
        if (artifact.string().ends_with(packager::suffix(format))) {
            return format;
        }
    }
    throw core::Error(
        core::ErrorCode::usage,
        fmt::format("a rehearsal cannot be recorded in {}", artifact.string()),
        "Build the package as .tar.gz, .tar.zst or .zip: an archive can be replaced as a whole."
    );
}

}  // namespace

packager::WrittenPackage record_rehearsal(
    const std::filesystem::path& artifact,
    const packager::VerifiedPackage& package,
    const core::RecordedRehearsal& rehearsal,
    core::Observer& observer
) {
    const packager::PackageFormat format = format_of(artifact);
    const std::filesystem::path folder = artifact.parent_path();
    return packager::write_rehearsed_package(
        package,
        rehearsal,
        format,
        folder.empty() ? std::filesystem::path{"."} : folder,
        observer
    );
}

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/verify.hpp"

namespace rollpack::app::detail {

/// Builds the package again from the commits and options that its manifest records, and compares.
/// Signatures of tags are taken over from the manifest: whose keys git trusts is no property of the
/// repository. @throws Error as build_package; checks_failed when today's checks refuse the build.
Rebuild rebuild(
    const packager::VerifiedPackage& package,
    const std::filesystem::path& artifact,
    const std::filesystem::path& repository,
    core::Observer& observer
);

}  // namespace rollpack::app::detail

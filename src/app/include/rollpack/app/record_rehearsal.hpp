#pragma once

#include "rollpack/core/event.hpp"
#include "rollpack/core/rehearsal.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <filesystem>

namespace rollpack::app {

/// Writes a package anew with this rehearsal in it, in its own form, into the folder that it is in, under
/// the name that write_package() gives it: an archive and its digest file are replaced as a whole, and
/// everything else in it is as it was. A signature that was made of it does not fit any more.
/// @throws core::Error usage for a folder or a name from which the form cannot be told; file_unwritable.
packager::WrittenPackage record_rehearsal(
    const std::filesystem::path& artifact,
    const packager::VerifiedPackage& package,
    const core::RecordedRehearsal& rehearsal,
    core::Observer& observer
);

}  // namespace rollpack::app

#pragma once

#include "rollpack/core/event.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_notes.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace rollpack::packager {

/// The four forms of a package. All carry the same files.
enum class PackageFormat {
    tar_gz,
    tar_zst,
    zip,
    directory
};

/// What the artifact's name ends with: ".tar.gz", ".tar.zst", ".zip", "" for a folder.
std::string_view suffix(PackageFormat format) noexcept;

/// "tar.gz", "tar.zst", "zip" or "dir", as on the command line.
std::string_view to_string(PackageFormat format) noexcept;

/// The inverse of to_string.
std::optional<PackageFormat> parse_package_format(std::string_view text) noexcept;

struct WrittenPackage {
    std::filesystem::path artifact;
    /// "<artifact>.sha256", a line for `sha256sum -c`: of the artifact, or for a folder of the
    /// SHA256SUMS in it.
    std::filesystem::path digest_file;
    core::Sha256 artifact_sha256;  ///< the one in the digest file
    core::Sha256 content_sha256;  ///< the same in every form; see Manifest
    std::uint64_t size_bytes = 0;  ///< of the archive; for a folder of the files in it
};

/// Writes `Rollback-V123` with its suffix, and its digest file, into `output_directory`, which must
/// exist. The bytes depend on the selection, the notes, the format and rollpack (with its compressors) only. The
/// artifact is written beside its destination, synced and renamed, so the destination is always
/// absent, as it was, or complete; a kill can leave a hidden ".part" beside it. An earlier archive is
/// replaced; an earlier folder is left alone when it is the same and refused when it is not.
/// Entries of a zip are dated 1980-01-01: its dates are local times and would depend on the machine.
/// @throws Error file_unwritable; checks_failed as describe().
WrittenPackage write_package(
    const core::Selection& selection,
    const PackageNotes& notes,
    PackageFormat format,
    const std::filesystem::path& output_directory,
    core::Observer& observer
);

/// Writes an opened package anew with this rehearsal in it: what manifest.json and SHA256SUMS say of it and
/// rehearsal.json is all that differs. An archive in `output_directory` is replaced as a whole; a folder
/// that is there already is refused, as by write_package.
WrittenPackage write_rehearsed_package(
    const VerifiedPackage& package,
    const core::RecordedRehearsal& rehearsal,
    PackageFormat format,
    const std::filesystem::path& output_directory,
    core::Observer& observer
);

}  // namespace rollpack::packager

#pragma once

#include "rollpack/core/rehearsal.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/packager/manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::packager {

/// What a package may ask of the reader. A package over a limit is refused before it costs memory.
struct ReadLimits {
    std::uint64_t artifact_bytes = std::uint64_t{1} << 30U;  ///< of the archive file
    std::uint64_t total_bytes = std::uint64_t{2} << 30U;  ///< of all files, unpacked
    std::uint64_t file_bytes = std::uint64_t{256} << 20U;  ///< of one file
    std::uint64_t manifest_bytes = std::uint64_t{16} << 20U;
    std::uint64_t rehearsal_bytes = std::uint64_t{64} << 20U;
    std::size_t entries = 200'000;  ///< the scripts and their settings
    /// Unpacked bytes for one byte of the archive. It is asked of what unpacks to over 64 MiB. Generated
    /// rows that differ in a number stay below 100 in every form. Deflate makes 1 byte of 343 of one
    /// INSERT that is repeated for ever, and of 1030 zero bytes; zstd of 10,900 and 29,000.
    std::uint64_t max_ratio = 500;
};

/// Looks at the bytes that a signature of a package is made over, before anything in them is parsed:
/// an archive's own, or a folder's SHA256SUMS, to which its other files are then held. The package is
/// made of these very bytes. Throws to refuse them.
using BytesCheck = std::function<void(std::string_view bytes)>;

/// The documents of a package that are made of its selection.
struct PackageDocuments {
    std::string runbook;  ///< RUNBOOK.md
    /// repeatables.diff: from the current release's to the target release's text of each repeatable to
    /// restore, with a sentence before them.
    std::string repeatables_diff;
    std::string flyway_toml;

    bool operator==(const PackageDocuments&) const = default;
};

/// A package of which every name, size and digest was checked. Only open_package makes one.
class VerifiedPackage {
public:
    const Manifest& manifest() const noexcept { return manifest_; }

    /// What was packed: equal to the selection that was given to write_package.
    const core::Selection& selection() const noexcept { return selection_; }

    const PackageDocuments& documents() const noexcept { return documents_; }

    /// What it was rehearsed with; none: it was not.
    const std::optional<core::RecordedRehearsal>& rehearsal() const noexcept { return rehearsal_; }

    const std::string& runbook() const noexcept { return documents_.runbook; }

    const std::string& repeatables_diff() const noexcept { return documents_.repeatables_diff; }

    const core::Sha256& content_sha256() const noexcept { return manifest_.content_sha256; }

    /// Of the bytes that were read: the archive's, or a folder's SHA256SUMS.
    const core::Sha256& artifact_sha256() const noexcept { return artifact_sha256_; }

private:
    friend VerifiedPackage
    open_package(const std::filesystem::path&, const ReadLimits&, const BytesCheck&);

    VerifiedPackage(
        Manifest manifest,
        core::Selection selection,
        PackageDocuments documents,
        std::optional<core::RecordedRehearsal> rehearsal,
        core::Sha256 artifact_sha256
    );

    Manifest manifest_;
    core::Selection selection_;
    PackageDocuments documents_;
    std::optional<core::RecordedRehearsal> rehearsal_;
    core::Sha256 artifact_sha256_;
};

/// Reads a package in any of its four forms. Nothing is unpacked to disk, an archive is read once,
/// and in a folder no link is followed. Everything is refused that write_package would not have
/// written: other entries, missing ones, other kinds of files than plain ones, unsafe names, wrong
/// sizes or digests, data behind the end, a manifest that does not follow from its files.
/// @throws Error package_invalid (what and where, in one line), file_unreadable; what `check_bytes`
/// throws.
VerifiedPackage open_package(
    const std::filesystem::path& artifact,
    const ReadLimits& limits = ReadLimits{},
    const BytesCheck& check_bytes = BytesCheck{}
);

}  // namespace rollpack::packager

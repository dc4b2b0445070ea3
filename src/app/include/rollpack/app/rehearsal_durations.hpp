#pragma once

#include "rollpack/app/rehearse.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace rollpack::app {

/// How long the parts of a rehearsal took, as JSON of schemas/rehearsal-durations-v1.schema.json. They
/// differ from one rehearsal to the next, and are no part of a package for that reason.
/// `content_sha256` is that of the package which holds the rehearsal.
std::string durations_document(const RehearsalResult& result, const core::Sha256& content_sha256);

/// What the document says of undo scripts, and of which package.
struct UndoDurations {
    core::Sha256 content_sha256;
    std::map<core::Version, std::chrono::milliseconds> undone;

    bool operator==(const UndoDurations&) const = default;
};

/// Reads durations_document(). @throws core::Error checks_failed with the member that is wrong.
UndoDurations parse_durations(std::string_view text);

/// Of the undo scripts of the package with this content, as far as they lie beside it. They only say how
/// long something took: a file that is missing, damaged or about another package gives none.
std::map<core::Version, std::chrono::milliseconds> read_undo_durations(
    const std::filesystem::path& artifact,
    const core::Sha256& content_sha256
);

/// Writes them beside the package, as "<artifact>.durations.json"; what is there is replaced as a whole.
/// @throws core::Error file_unwritable.
void write_durations(const packager::WrittenPackage& package, const RehearsalResult& result);

}  // namespace rollpack::app

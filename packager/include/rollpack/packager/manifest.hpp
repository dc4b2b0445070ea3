#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_notes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::packager {

/// What a packed file is for.
enum class FileRole {
    undo,
    versioned,
    repeatable,
    callback,
    script_config
};

/// "undo", "versioned", "repeatable", "callback", "script_config": as in the manifest.
std::string_view to_string(FileRole role) noexcept;
std::optional<FileRole> parse_file_role(std::string_view text) noexcept;

/// One file below sql/.
struct ManifestFile {
    std::string path;  ///< inside the package's folder: "sql/U124__x.sql"
    FileRole role;
    std::optional<core::Version> version;  ///< undo, versioned
    std::string description;  ///< of the name; empty for a script's settings
    std::uint64_t size_bytes = 0;
    core::Sha256 sha256;
    std::optional<core::FlywayChecksum> flyway_checksum;  ///< none for a script's settings
    std::optional<core::FlywayChecksum> undoes_checksum;  ///< undo: of its V script
    bool in_transaction = true;  ///< false: its settings say executeInTransaction=false
    core::Origin origin;

    bool operator==(const ManifestFile&) const = default;
};

/// One repeatable of either release; see core::Repeatable.
struct ManifestRepeatable {
    std::string description;
    core::RepeatableAction action;
    std::optional<std::string> path;  ///< of the file that restores it; none for retire
    std::optional<core::FlywayChecksum> current_checksum;
    std::optional<core::FlywayChecksum> target_checksum;
    std::optional<std::vector<core::DatabaseObject>> objects;
    std::optional<std::vector<core::DatabaseObject>> current_objects = {};
    bool are_objects_rehearsed = false;

    bool operator==(const ManifestRepeatable&) const = default;
};

/// The target release and the version that is kept.
struct ManifestTarget {
    core::Version version;
    core::Release release;

    bool operator==(const ManifestTarget&) const = default;
};

/// The current release and its highest version.
struct ManifestRelease {
    std::optional<core::Version> version;
    core::Release release;

    bool operator==(const ManifestRelease&) const = default;
};

/// That the package was rehearsed and proven; all about it is in rehearsal.json.
struct ManifestRehearsal {
    core::Sha256 target_sha256;  ///< digest of the target's fingerprint
    core::Sha256 release_sha256;  ///< digest of the current release's
    int server_version = 0;  ///< of the rehearsal, as server_version_num

    bool operator==(const ManifestRehearsal&) const = default;
};

/// The contract of a package, format 1: manifest.json as a value. It says everything about a package
/// but the scripts' texts and what the rehearsal recorded.
struct Manifest {
    std::string package;  ///< "Rollback-V123": the folder that everything is in
    ManifestTarget target;
    ManifestRelease release;
    std::string tool_name;
    std::string tool_version;
    core::BuildParameters parameters;
    core::Naming naming;
    std::string encoding;
    std::vector<std::string> locations;  ///< folders in the repository
    core::HistoryLocation history;
    core::PlaceholderSettings placeholders;
    std::vector<std::string> placeholder_names_used;  ///< sorted
    std::vector<ManifestFile> files;  ///< by path, compared byte by byte
    std::vector<std::string> undo;  ///< paths, newest version first
    std::vector<ManifestRepeatable> repeatables;  ///< in Flyway's order
    std::vector<core::Finding> findings;  ///< warnings accepted while the package was built
    std::optional<ManifestRehearsal> rehearsal = {};  ///< none: it was not rehearsed
    /// Digest over the lines "sha256  path\n", sorted by path, of every file but manifest.json and
    /// SHA256SUMS. It does not depend on how the package is compressed.
    core::Sha256 content_sha256;

    bool operator==(const Manifest&) const = default;
};

/// The manifest of the package that carries `selection` and tells `notes`, made by this rollpack.
/// @throws Error checks_failed when two files would have one path in the package, or a path cannot be
/// stored on every system.
Manifest describe(const core::Selection& selection, const PackageNotes& notes);

/// manifest.json. Equal manifests give equal bytes.
std::string to_json(const Manifest& manifest);

/// The inverse of to_json. Strict: unknown, missing and repeated members, wrong types and numbers out
/// of range are refused. @throws Error package_invalid with the member's path.
Manifest parse_manifest(std::string_view json);

}  // namespace rollpack::packager

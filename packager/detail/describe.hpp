#pragma once

#include "rollpack/packager/manifest.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollpack::packager::detail {

/// A file below sql/ as the selection has it. It refers to the selection: of some ten thousand files
/// the manifest's records take more memory than everything else, so they are made one by one.
struct PackedScript {
    FileRole role;
    std::variant<const core::Script*, const core::ConfigFile*> source;
    std::optional<core::FlywayChecksum> undoes_checksum;

    /// Relative to the project's location.
    const std::string& path() const;
    std::string_view bytes() const;
    const core::Sha256& sha256() const;
};

/// Every file below sql/, by path. @throws Error checks_failed as describe().
std::vector<PackedScript> packed_scripts(const core::Selection& selection);

ManifestFile manifest_file(const PackedScript& script);

/// The manifest but for its files and its content digest.
Manifest manifest_head(const core::Selection& selection);

/// The manifest without its content digest. It keeps the rules that a reader checks: @throws Error
/// internal for a selection that does not.
Manifest checked_manifest(Manifest head, const std::vector<PackedScript>& scripts);

/// to_json(), for a manifest whose files are given apart.
std::string manifest_json(const Manifest& head, const std::vector<PackedScript>& scripts);

}  // namespace rollpack::packager::detail

#pragma once

#include "rollpack/core/build_notes.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/database_object.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/placeholder.hpp"
#include "rollpack/core/script.hpp"
#include "rollpack/core/script_source.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// An undo script and the V script that it was written for.
struct UndoScript {
    Script script;
    FlywayChecksum undoes_checksum;  ///< of the V script of the same version at the same commit

    bool operator==(const UndoScript&) const = default;
};

enum class RepeatableAction {
    restore,
    unchanged,
    retire,
    revive
};

std::string_view to_string(RepeatableAction action) noexcept;
std::optional<RepeatableAction> parse_repeatable_action(std::string_view text) noexcept;

/// One repeatable of either release.
struct Repeatable {
    std::string description;
    RepeatableAction action;
    std::optional<Script> script;  ///< the target release's; none for retire
    std::optional<FlywayChecksum> current_checksum;  ///< of the raw text; none for revive
    std::optional<FlywayChecksum> target_checksum;  ///< of the raw text; none for retire
    /// What its script creates (for retire: the current release's script), where that is known.
    std::optional<std::vector<DatabaseObject>> objects;
    /// Restore: what the current release's script creates, where that is known; none for the others.
    std::optional<std::vector<DatabaseObject>> current_objects = {};
    /// What the texts do not tell of these was seen in a rehearsal.
    bool are_objects_rehearsed = false;

    bool operator==(const Repeatable&) const = default;
};

/// The history table that the project's configuration names.
struct HistoryLocation {
    std::optional<std::string> schema;  ///< none: the connection's current schema
    std::string table = "flyway_schema_history";

    bool operator==(const HistoryLocation&) const = default;
};

/// Every option that shaped a package, as it was given. With the two commits it is all that is needed
/// to build the package again.
struct BuildParameters {
    std::string project;  ///< the project's folder in the repository; "" for its top
    std::string release = "HEAD";
    std::string target_version;
    std::optional<std::string> target_ref;
    std::vector<std::string> tag_patterns;
    std::vector<std::string> configs;
    ProjectConfiguration overrides;  ///< the members that options can set, and the placeholders
    std::set<FindingCode> allowed;
    bool require_signed_tag = false;

    bool operator==(const BuildParameters&) const = default;
};

/// Everything that a rollback package carries. The target version is kept: undo scripts are those of
/// versions above it.
struct Selection {
    Version target_version;
    Release target;
    std::optional<Version> release_version;  ///< the current release's highest version
    Release release;

    Naming naming;
    std::vector<std::string> locations;  ///< folders in the repository
    std::string encoding = "UTF-8";
    HistoryLocation history;
    PlaceholderSettings placeholders;
    std::vector<std::string> placeholder_names_used;  ///< by scripts that may run, sorted

    std::vector<UndoScript> undo;  ///< newest version first
    std::vector<Script> versioned;  ///< the current release's, oldest first
    std::vector<Repeatable> repeatables;  ///< by description, in Flyway's order
    std::vector<Script> callbacks;  ///< the current release's, by path
    std::vector<ConfigFile> script_configs;  ///< by path

    std::vector<Finding> accepted;  ///< warnings of the build, sorted
    BuildParameters parameters;

    bool operator==(const Selection&) const = default;
};

/// "Rollback-V123"
std::string package_name(const Selection& selection);

/// What to select. The configuration is the project's at the release commit with the command line's
/// options merged over it.
struct SelectionRequest {
    Version target_version;
    Release target;
    Release release;
    ProjectConfiguration configuration;
    /// Folders to read scripts from, resolved by resolve_locations().
    std::vector<std::string> locations;
};

/// Reads both releases side by side and selects. Faults go to `findings`; a selection with errors in
/// `findings` must not be packed. Reads only the blobs that end up in the package, and those that
/// have to be compared. What is learnt beyond the selection is put into `notes`. @throws Error location_missing when a location is at neither or only one
/// of the two commits (the message says which).
Selection select_scripts(
    const SelectionRequest& request,
    ScriptSource& source,
    const AnalyzeSql& analyze,
    Findings& findings,
    BuildNotes& notes
);

/// The project's script folders: the configuration's, or the first of rollpack's usual places that is
/// there at `release` (sql, db/migration, src/main/resources/db/migration, migrations). Sorted, without
/// duplicates and without folders inside another one. @throws Error location_missing.
std::vector<std::string> resolve_locations(
    const ProjectConfiguration& configuration,
    const Release& release,
    ScriptSource& source
);

}  // namespace rollpack::core

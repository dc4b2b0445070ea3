#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/naming.hpp"
#include "rollpack/core/placeholder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// What rollpack needs of a project's Flyway configuration. Members that the configuration does not
/// set are absent; defaults are applied by the user of the value.
struct ProjectConfiguration {
    std::optional<std::string> versioned_prefix;
    std::optional<std::string> undo_prefix;
    std::optional<std::string> repeatable_prefix;
    std::optional<std::string> baseline_prefix;
    std::optional<std::string> separator;
    std::optional<std::vector<std::string>> suffixes;
    std::optional<std::vector<std::string>> locations;  ///< as written, "filesystem:" included
    std::optional<std::vector<std::string>> callback_locations;
    std::optional<std::string> encoding;
    std::optional<std::string> default_schema;
    std::optional<std::vector<std::string>> schemas;
    std::optional<std::string> table;
    std::optional<bool> placeholder_replacement;
    std::optional<std::string> placeholder_prefix;
    std::optional<std::string> placeholder_suffix;
    std::optional<std::string> placeholder_separator;
    std::optional<bool> execute_in_transaction;
    std::optional<std::string> installed_by;
    /// By lower-case name; none where the value comes from an environment variable or a resolver.
    std::map<std::string, std::optional<std::string>> placeholders;

    bool operator==(const ProjectConfiguration&) const = default;
};

/// flyway.toml. `file` names it in messages. @throws Error configuration_invalid with file and line.
ProjectConfiguration parse_flyway_toml(std::string_view text, const std::string& file);

/// flyway.conf (Java properties as Flyway preprocesses them). @throws Error configuration_invalid.
ProjectConfiguration parse_flyway_conf(std::string_view text, const std::string& file);

/// A member set in `later` wins over one in `earlier`; placeholders are merged by name.
ProjectConfiguration merge(ProjectConfiguration earlier, const ProjectConfiguration& later);

/// The project's naming: Flyway's defaults where the configuration is silent.
Naming naming_of(const ProjectConfiguration& configuration);

PlaceholderSettings placeholder_settings_of(const ProjectConfiguration& configuration);

/// A location as a folder in the repository: "filesystem:./db/x/" gives "db/x".
/// @throws Error configuration_invalid for s3:, gcs:, absolute paths and paths that leave the project;
/// "classpath:a/b" gives "src/main/resources/a/b".
std::string location_folder(std::string_view location);

/// A script's ".conf" file. Unknown keys are findings (script_config_invalid), as they are an error
/// for Flyway.
ScriptSettings parse_script_settings(
    std::string_view text,
    const std::string& path,
    Findings& findings
);

}  // namespace rollpack::core

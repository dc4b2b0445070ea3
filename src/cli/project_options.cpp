#include "project_options.hpp"

#include "options.hpp"

namespace rollpack::cli {

void add_release_options(CLI::App& command, ProjectOptions& options) {
    command
        .add_option(
            "--repo",
            options.repository,
            "The project: a git repository (bare too) or a folder in one"
        )
        ->type_name("DIR")
        ->capture_default_str();
    command
        .add_option(
            "--release",
            options.release,
            "The release to go back from: tag, branch or commit"
        )
        ->type_name("REF")
        ->capture_default_str();
}

void add_script_options(CLI::App& command, ProjectOptions& options) {
    command
        .add_option(
            "--location",
            options.locations,
            "A folder with scripts; may be repeated. Wins over the configuration"
        )
        ->type_name("DIR")
        ->allow_extra_args(false);
    command
        .add_option(
            "--config",
            options.configs,
            "A Flyway configuration (.toml or .conf) at the release commit; may be repeated, later ones win "
            "(default: flyway.toml, else flyway.conf)"
        )
        ->type_name("FILE")
        ->allow_extra_args(false);
    command
        .add_option(
            "--versioned-prefix",
            options.overrides.versioned_prefix,
            "Prefix of versioned scripts (V)"
        )
        ->type_name("PREFIX");
    command
        .add_option("--undo-prefix", options.overrides.undo_prefix, "Prefix of undo scripts (U)")
        ->type_name("PREFIX");
    command
        .add_option(
            "--repeatable-prefix",
            options.overrides.repeatable_prefix,
            "Prefix of repeatable scripts (R)"
        )
        ->type_name("PREFIX");
    command
        .add_option(
            "--separator",
            options.overrides.separator,
            "Between version and description (__)"
        )
        ->type_name("SEPARATOR");
    command.add_option("--suffix", options.suffixes, "Ending of scripts (.sql); may be repeated")
        ->type_name("SUFFIX")
        ->allow_extra_args(false);
}

core::ProjectConfiguration overrides_of(const ProjectOptions& options) {
    core::ProjectConfiguration overrides = options.overrides;
    if (!options.locations.empty()) {
        overrides.locations = options.locations;
    }
    if (!options.suffixes.empty()) {
        overrides.suffixes = options.suffixes;
    }
    for (const auto& [name, value] : parse_placeholders(options.placeholders)) {
        overrides.placeholders[name] = value;
    }
    return overrides;
}

}  // namespace rollpack::cli

#pragma once

#include "rollpack/core/configuration.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace rollpack::cli {

/// Options that say which scripts of which repository are read; shared by build and lint.
struct ProjectOptions {
    std::string repository = ".";
    std::string release = "HEAD";
    std::vector<std::string> configs;
    std::vector<std::string> locations;
    std::vector<std::string> suffixes;
    std::vector<std::string>
        placeholders;  ///< each command adds the option with its own description
    core::ProjectConfiguration overrides;  ///< what has an option of its own
};

/// --repo, --release
void add_release_options(CLI::App& command, ProjectOptions& options);

/// --location, --config, the prefixes, --separator, --suffix
void add_script_options(CLI::App& command, ProjectOptions& options);

/// All of them as one configuration. @throws core::Error usage for a placeholder that is not NAME=VALUE.
core::ProjectConfiguration overrides_of(const ProjectOptions& options);

}  // namespace rollpack::cli

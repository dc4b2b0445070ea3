#pragma once

#include "rollpack/core/flyway_environment.hpp"
#include "rollpack/core/flyway_settings.hpp"
#include "rollpack/executor/connection_url.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::app {

/// What the operator's files and environment variables say to Flyway.
struct FlywayConfiguration {
    core::FlywaySettings files;
    core::FlywaySettings variables;
    std::vector<std::string> read;  ///< the files, those that win last
    /// A flyway.conf that is there but not read, because there is a flyway.toml.
    std::vector<std::string> passed_over;

    bool operator==(const FlywayConfiguration&) const = default;
};

/// Reads Flyway's configuration as Flyway finds it: flyway.toml and flyway.user.toml in $HOME and in the
/// working folder, then the files that FLYWAY_CONFIG_FILES lists, then `files`; later ones win. Where
/// those that are named (or, where none is, those that are there) are not TOML, flyway.conf in the same
/// folders takes the place of the TOML files.
/// @throws Error configuration_invalid; file_unreadable for a named file; usage where TOML files and
/// others are named together.
FlywayConfiguration read_flyway_configuration(
    const std::vector<std::string>& files,
    const core::Variables& variables
);

/// The libpq settings for a URL, with user, password and driver properties of the environment where the
/// URL leaves them open. `place` says where the URL is written; null: it was given as an option.
/// @throws Error usage for a URL that was given, configuration_invalid with the place for what is
/// written in a file, never a value.
executor::ConnectionSettings connection_of(
    const std::string& url,
    const core::SettingPlace* place,
    const core::FlywayEnvironment& environment
);

}  // namespace rollpack::app

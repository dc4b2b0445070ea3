#pragma once

#include "options.hpp"
#include "rollpack/app/flyway_configuration.hpp"
#include "trust_options.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::cli {

/// --config
void add_flyway_options(CLI::App& command, DatabaseOptions& options);

/// What options, environment variables and files say together of a database and of whom to trust.
struct Surroundings {
    Trust trust;
    core::FlywayEnvironment flyway;
    std::optional<std::string> url;  ///< of --url, a variable or a file, in this order
    std::optional<core::SettingPlace> url_place;  ///< of a flyway.toml or a variable
    std::string environment;  ///< its name; empty: a URL was given alone
    std::vector<std::string> files;  ///< of Flyway's configuration, general ones first
};

/// Reads the files and tells on standard error which of Flyway's there were. With --url alone no
/// environment is meant. Without --url and --env it is the one that Flyway would take.
/// @throws core::Error as app::read_flyway_configuration, core::make_flyway_environment, trust_of.
Surroundings surroundings_of(
    const DatabaseOptions& options,
    const TrustOptions& trust,
    Runtime& runtime
);

/// @throws core::Error usage for values that cannot be read, and where nothing names a database.
app::DatabaseTarget database_target(const DatabaseOptions& options, const Surroundings& around);

/// How long to wait for Flyway's lock: the option, else Flyway's lockRetryCount, else 50 s.
std::chrono::milliseconds lock_patience(
    const std::optional<std::string>& option,
    const Surroundings& around
);

}  // namespace rollpack::cli

#pragma once

#include "flyway_options.hpp"
#include "options.hpp"
#include "rollpack/executor/run_options.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace rollpack::cli {

/// Options that say how long a run waits; shared by the commands that take Flyway's lock.
struct TimeOptions {
    std::optional<std::string> lock_patience;
    std::optional<std::string> statement_timeout;
    std::optional<std::string> idle_timeout;
};

/// --lock-patience
void add_patience_option(CLI::App& command, TimeOptions& options);

/// --lock-patience, --statement-timeout, --idle-timeout
void add_time_options(CLI::App& command, TimeOptions& options);

/// With --lock-timeout of `database`. @throws core::Error usage for what is no duration.
executor::RunTimes run_times(const TimeOptions& options, const DatabaseOptions& database);

}  // namespace rollpack::cli

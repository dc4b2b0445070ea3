#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/cli/run.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::cli {

/// Options that name a database and shape its plan; shared by plan, apply and status.
struct DatabaseOptions {
    std::optional<std::string> url;
    std::optional<std::string> environment;
    std::vector<std::string> configs;
    std::optional<std::string> schema;
    std::optional<std::string> table;
    std::vector<std::string> placeholders;
    std::string transaction = "auto";
    std::string dialect = "auto";
    std::optional<std::string> lock_timeout;
    std::vector<std::string> allow;
};

/// --url, --env, --schema, --table
void add_connection_options(CLI::App& command, DatabaseOptions& options);

/// --schema, --table
void add_history_options(CLI::App& command, DatabaseOptions& options);

/// --ignore
void add_ignore_option(CLI::App& command, std::vector<std::string>& patterns);

/// --placeholder, --transaction, --history-dialect, --lock-timeout, --allow
void add_plan_options(CLI::App& command, DatabaseOptions& options);

/// --allow
void add_allow_option(CLI::App& command, std::vector<std::string>& allow);

/// @throws core::Error usage for values that cannot be read.
core::PlanOptions plan_options(
    const DatabaseOptions& options,
    const core::FlywayEnvironment& flyway,
    const Runtime& runtime
);
std::set<core::FindingCode> allowed_codes(const std::vector<std::string>& names);

/// "name=value" pairs by lower-case name.
std::map<std::string, std::string> parse_placeholders(const std::vector<std::string>& pairs);

/// "250ms", "30s", "2min"; a bare number is seconds.
std::chrono::milliseconds parse_duration(const std::string& text, const std::string& option);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/flyway_settings.hpp"
#include "rollpack/core/selection.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::core {

/// A text for a connection and for nothing else: it cannot be printed by accident.
class Secret {
public:
    Secret() = default;

    explicit Secret(std::string text) noexcept
        : text_(std::move(text)) {}

    const std::string& reveal() const noexcept { return text_; }

    bool operator==(const Secret&) const = default;

private:
    std::string text_;
};

/// A value and where it is written.
template <typename Value>
struct Placed {
    Value value;
    SettingPlace place;

    bool operator==(const Placed&) const = default;
};

/// What Flyway's configuration says for one environment, with every `${...}` resolved.
struct FlywayEnvironment {
    std::string name = "default";
    std::optional<Placed<Secret>> url;  ///< it may hold a password
    std::optional<Placed<Secret>> user;
    std::optional<Placed<Secret>> password;
    std::map<std::string, Placed<Secret>> jdbc_properties;
    std::int64_t connect_retries = 0;
    std::int64_t connect_retries_interval_seconds = 120;
    std::optional<Placed<std::string>> init_sql;

    /// The history's schema: Flyway's defaultSchema, else the first of its schemas.
    std::optional<std::string> history_schema;
    std::optional<std::string> history_table;
    std::optional<std::string> installed_by;
    std::optional<std::int64_t> lock_retry_count;  ///< seconds; -1: for ever
    std::map<std::string, std::string> placeholders;  ///< by lower-case name
    bool skip_default_callbacks = false;

    /// Settings that rollpack does not support, or that have to agree with a package; by Flyway's name.
    std::map<std::string, Placed<std::vector<std::string>>> to_check;

    bool operator==(const FlywayEnvironment&) const = default;
};

/// Whose connection settings are meant.
enum class ConnectionOf {
    environment,  ///< the environment's
    command_line  ///< nobody's: a URL was given; variables such as FLYWAY_USER hold
};

/// The environment that the configuration itself names; "default" where it does not.
std::string chosen_environment(const FlywaySettings& files, const FlywaySettings& variables);

/// Puts together what holds for the environment of this name: variables win over the environment's own
/// settings (its overrides of [flyway] among them), and these over [flyway]. Of a name that is not
/// defined only the general settings hold.
/// @throws Error configuration_invalid with the place, never a value: a variable that is not set, a
/// resolver that rollpack does not have, a number that is none.
FlywayEnvironment make_flyway_environment(
    const std::string& name,
    ConnectionOf connection,
    const FlywaySettings& files,
    const FlywaySettings& flyway_variables,
    const Variables& variables
);

/// Finds the settings that would change a rollback and are not supported (configuration_unsupported),
/// and with a package those that say otherwise than its project did.
void check_flyway_environment(
    const FlywayEnvironment& environment,
    const Selection* package,
    Findings& findings
);

}  // namespace rollpack::core

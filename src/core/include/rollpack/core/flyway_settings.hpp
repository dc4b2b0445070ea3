#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// Environment variables by name.
using Variables = std::map<std::string, std::string>;

/// Where a setting is written.
struct SettingPlace {
    std::string source;  ///< a file, or the name of an environment variable
    std::size_t line = 0;  ///< 1-based; 0 for a variable
    std::string key;  ///< "environments.prod.url", "flyway.table"; empty for a variable

    bool operator==(const SettingPlace&) const = default;
};

/// "flyway.toml:7: environments.prod.url", "FLYWAY_URL"
std::string to_string(const SettingPlace& place);

/// A setting as it is written: `${...}` stands in it yet. May hold a password: only its place is for
/// messages.
struct FlywaySetting {
    std::vector<std::string> values;  ///< one, or the items of a list
    SettingPlace place;
    /// Variables of a flyway.conf that are not set, whose `${NAME}` became nothing.
    std::vector<std::string> missing_variables;

    bool operator==(const FlywaySetting&) const = default;
};

/// What files or variables say to Flyway, by the path that a flyway.toml gives it ("flyway.table",
/// "environments.prod.url"). Settings that rollpack does not know are among them.
struct FlywaySettings {
    std::map<std::string, FlywaySetting> settings;
    std::set<std::string> environments;  ///< those that are defined

    bool operator==(const FlywaySettings&) const = default;
};

/// flyway.toml, for who runs it. `file` names it in messages.
/// @throws Error configuration_invalid with file and line.
FlywaySettings parse_flyway_settings_toml(std::string_view text, const std::string& file);

/// flyway.conf. `${NAME}` is filled in from `variables`, with nothing where there is none, as Flyway
/// does. The url, user and password are those of the environment "default".
/// @throws Error configuration_invalid for a text that is not UTF-8.
FlywaySettings parse_flyway_settings_conf(
    std::string_view text,
    const std::string& file,
    const Variables& variables
);

/// FLYWAY_URL, FLYWAY_PLACEHOLDERS_NAME, ... and what begins with "flyway_" or "environments_", with "_"
/// for the dots ("environments_prod_url").
FlywaySettings flyway_settings_of(const Variables& variables);

/// A setting in `later` wins over one in `earlier`.
FlywaySettings merge(FlywaySettings earlier, const FlywaySettings& later);

}  // namespace rollpack::core

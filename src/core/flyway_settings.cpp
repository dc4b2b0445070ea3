#include "rollpack/core/flyway_settings.hpp"

#include "detail/ascii.hpp"
#include "detail/properties.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace rollpack::core {

namespace {

constexpr std::string_view flyway = "flyway.";

/// The part of a configuration that is a connection: in a flyway.conf there is one of it.
// Source: CORE/internal/configuration/models/EnvironmentModel.java of Flyway 13.0.0.
constexpr auto of_connection = std::to_array<std::string_view>(
    {"url", "user", "password", "driver", "jdbcProperties", "provisioner"}
);

bool is_of_connection(std::string_view key) {
    return std::ranges::find(of_connection, key.substr(0, key.find('.'))) != of_connection.end();
}

struct Filled {
    std::string text;
    std::vector<std::string> missing;
};

/// Replaces "${NAME}", where NAME has letters, digits and "_" only.
Filled fill_in(std::string_view value, const Variables& variables) {
    Filled filled;
    while (!value.empty()) {
        const std::size_t start = std::min(value.find("${"), value.size());
        filled.text += value.substr(0, start);
        value.remove_prefix(start);
        if (value.empty()) {
            break;
        }
        const auto* const end = std::ranges::find_if_not(value.substr(2), [](char character) {
            return detail::is_ascii_alphanumeric(character) || character == '_';
        });
        const auto length = static_cast<std::size_t>(end - value.begin());
        if (length == 2 || length == value.size() || value[length] != '}') {
            filled.text += value.substr(0, 2);
            value.remove_prefix(2);
            continue;
        }
        const std::string name{value.substr(2, length - 2)};
        const auto variable = variables.find(name);
        if (variable == variables.end()) {
            filled.missing.push_back(name);
        } else {
            filled.text += variable->second;
        }
        value.remove_prefix(length + 1);
    }
    return filled;
}

/// "LOCK_RETRY_COUNT" gives "lockRetryCount".
std::string camel_case(std::string_view name) {
    std::string result;
    bool capital = false;
    for (const char character : name) {
        if (character == '_') {
            capital = true;
        } else {
            result += capital ? character : detail::ascii_lower(character);
            capital = false;
        }
    }
    return result;
}

/// The path of a variable like FLYWAY_LOCK_RETRY_COUNT.
// Source: CORE/internal/configuration/ConfigUtils.java of Flyway 13.0.0, convertKey.
std::string upper_case_path(std::string_view name) {
    constexpr auto namespaces = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"PLACEHOLDERS_", "placeholders."},
        {"JDBC_PROPERTIES_", "jdbcProperties."},
        {"VAULT_", "vault."},
        {"DAPR_", "dapr."},
        {"GCSM_", "gcsm."},
    });
    for (const auto& [prefix, path] : namespaces) {
        if (name.starts_with(prefix)) {
            const std::string_view rest = name.substr(prefix.size());
            const bool is_own_name = path == "placeholders." || path == "jdbcProperties.";
            return std::string{path} + (is_own_name ? detail::ascii_lower(rest) : camel_case(rest));
        }
    }
    return camel_case(name);
}

/// None for a variable that says nothing to Flyway.
std::optional<std::string> path_of_variable(std::string_view name) {
    if (name == "FLYWAY_CONFIG_FILES") {
        return std::nullopt;
    }
    if (name.starts_with("FLYWAY_")) {
        return std::string{flyway} + upper_case_path(name.substr(7));
    }
    if (!name.starts_with("flyway_") && !name.starts_with("environments_")) {
        return std::nullopt;
    }
    std::string path{name};
    std::ranges::replace(path, '_', '.');
    return path;
}

}  // namespace

std::string to_string(const SettingPlace& place) {
    std::string text = place.source;
    if (place.line > 0) {
        text += fmt::format(":{}", place.line);
    }
    return place.key.empty() ? text : text + ": " + place.key;
}

FlywaySettings parse_flyway_settings_conf(
    std::string_view text,
    const std::string& file,
    const Variables& variables
) {
    if (!is_utf8(text)) {
        throw Error(
            ErrorCode::configuration_invalid,
            file + " is not UTF-8",
            "Save the file as UTF-8, which is what Flyway expects."
        );
    }
    FlywaySettings result;
    for (const detail::Property& property : detail::read_properties(text)) {
        if (!property.key.starts_with(flyway)) {
            continue;
        }
        std::string path = property.key;
        if (path == "flyway.url") {
            result.environments.insert("default");
        }
        if (is_of_connection(std::string_view{path}.substr(flyway.size()))) {
            path.replace(0, flyway.size(), "environments.default.");
        }
        Filled value = fill_in(property.value, variables);
        result.settings.insert_or_assign(
            std::move(path),
            FlywaySetting{
                {std::move(value.text)},
                {file, property.line, property.key},
                std::move(value.missing)}
        );
    }
    return result;
}

FlywaySettings flyway_settings_of(const Variables& variables) {
    constexpr std::string_view environments = "environments.";
    FlywaySettings result;
    for (const auto& [name, value] : variables) {
        const auto path = path_of_variable(name);
        if (!path) {
            continue;
        }
        if (path->starts_with(environments)) {
            const std::string rest = path->substr(environments.size());
            result.environments.insert(rest.substr(0, rest.find('.')));
        }
        // In the order of their names "flyway_url" comes later, and wins as it does with Flyway.
        result.settings.insert_or_assign(*path, FlywaySetting{{value}, {name, 0, ""}, {}});
    }
    if (result.settings.contains("flyway.url")) {
        result.environments.insert("default");
    }
    return result;
}

FlywaySettings merge(FlywaySettings earlier, const FlywaySettings& later) {
    for (const auto& [path, setting] : later.settings) {
        earlier.settings.insert_or_assign(path, setting);
    }
    earlier.environments.insert(later.environments.begin(), later.environments.end());
    return earlier;
}

}  // namespace rollpack::core

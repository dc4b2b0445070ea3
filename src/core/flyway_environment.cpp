#include "rollpack/core/flyway_environment.hpp"

#include "detail/ascii.hpp"
#include "detail/flyway_support.hpp"
#include "detail/resolvers.hpp"
#include "detail/settings.hpp"
#include "detail/utf8.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace rollpack::core {

namespace {

constexpr std::string_view placeholders = "placeholders.";

[[noreturn]] void refuse(const SettingPlace& place, std::string_view fault, std::string hint) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{} {}", to_string(place), fault),
        std::move(hint)
    );
}

/// Finds settings where they may stand, and resolves their values.
class Lookup {
public:
    Lookup(
        const std::string& environment,
        ConnectionOf connection,
        const FlywaySettings& files,
        const FlywaySettings& flyway_variables,
        const Variables& variables
    )
        : own_("environments." + environment + ".")
        , connection_(connection)
        , files_(files.settings)
        , flyway_variables_(flyway_variables.settings)
        , variables_(variables) {}

    /// A setting of [flyway], which an environment may override.
    const FlywaySetting* general(const std::string& key) const {
        return first(
            {at(flyway_variables_, "flyway." + key),
             connection_ == ConnectionOf::environment ? at(files_, own_ + "flyway." + key)
                                                      : nullptr,
             at(files_, "flyway." + key)}
        );
    }

    /// A setting of an environment alone.
    const FlywaySetting* own(const std::string& key) const {
        return first(
            {connection_ == ConnectionOf::environment ? at(flyway_variables_, own_ + key) : nullptr,
             at(flyway_variables_, "flyway." + key),
             connection_ == ConnectionOf::environment ? at(files_, own_ + key) : nullptr}
        );
    }

    /// A setting of an environment, which a flyway.conf has once for all.
    const FlywaySetting* either(const std::string& key) const {
        return first({own(key), at(files_, "flyway." + key)});
    }

    std::string text(const FlywaySetting& setting) const {
        return fmt::format("{}", fmt::join(values(setting), ","));
    }

    std::vector<std::string> values(const FlywaySetting& setting) const {
        std::vector<std::string> result;
        for (const std::string& value : setting.values) {
            result.push_back(detail::resolved(
                value,
                setting.place,
                variables_,
                [this](const std::string& name) { return placeholder(name); }
            ));
        }
        return result;
    }

    std::vector<std::string> list(const FlywaySetting& setting) const {
        std::vector<std::string> result = values(setting);
        return result.size() == 1 ? detail::split_list(result.front()) : result;
    }

    /// Settings by what stands behind a common prefix.
    using Group = std::map<std::string, const FlywaySetting*>;

    Group placeholders_group() const {
        Group own;
        if (connection_ == ConnectionOf::environment) {
            own = group(files_, own_ + "flyway." + std::string{placeholders});
        }
        // Source: reference of Flyway's environment overrides: the table replaces the general one.
        Group result = own.empty() ? group(files_, "flyway." + std::string{placeholders}) : own;
        for (const auto& [name, setting] :
             group(flyway_variables_, "flyway." + std::string{placeholders})) {
            result.insert_or_assign(name, setting);
        }
        Group by_name;
        for (const auto& [name, setting] : result) {
            by_name.insert_or_assign(detail::ascii_lower(name), setting);
        }
        return by_name;
    }

    Group jdbc_properties() const {
        Group result;
        if (connection_ == ConnectionOf::environment) {
            result = group(files_, own_ + "jdbcProperties.");
        }
        for (const auto& [name, setting] : group(flyway_variables_, "flyway.jdbcProperties.")) {
            result.insert_or_assign(name, setting);
        }
        return result;
    }

    /// Settings below [flyway] by their path: "vault.url".
    Group general_group() const {
        Group result = group(files_, "flyway.");
        if (connection_ == ConnectionOf::environment) {
            for (const auto& [name, setting] : group(files_, own_ + "flyway.")) {
                result.insert_or_assign(name, setting);
            }
        }
        for (const auto& [name, setting] : group(flyway_variables_, "flyway.")) {
            result.insert_or_assign(name, setting);
        }
        return result;
    }

private:
    using Settings = std::map<std::string, FlywaySetting>;

    static const FlywaySetting* at(const Settings& settings, const std::string& path) {
        const auto found = settings.find(path);
        return found == settings.end() ? nullptr : &found->second;
    }

    static const FlywaySetting* first(std::initializer_list<const FlywaySetting*> candidates) {
        const auto* const found = std::ranges::find_if(candidates, [](const auto* setting) {
            return setting != nullptr;
        });
        return found == candidates.end() ? nullptr : *found;
    }

    static Group group(const Settings& settings, const std::string& prefix) {
        Group result;
        for (auto entry = settings.lower_bound(prefix);
             entry != settings.end() && entry->first.starts_with(prefix);
             ++entry) {
            result.emplace(entry->first.substr(prefix.size()), &entry->second);
        }
        return result;
    }

    std::optional<std::string> placeholder(const std::string& name) const {
        const Group group = placeholders_group();
        const auto found = group.find(name);
        if (found == group.end()) {
            return std::nullopt;
        }
        return fmt::format("{}", fmt::join(found->second->values, ","));
    }

    std::string own_;
    ConnectionOf connection_;
    const Settings& files_;
    const Settings& flyway_variables_;
    const Variables& variables_;
};

std::optional<Placed<Secret>> secret(const Lookup& lookup, const FlywaySetting* setting) {
    if (setting == nullptr) {
        return std::nullopt;
    }
    // Flyway goes on with nothing in its place, which could be another database.
    if (!setting->missing_variables.empty()) {
        refuse(
            setting->place,
            fmt::format(
                "needs the environment variable {}, which is not set",
                fmt::join(setting->missing_variables, ", ")
            ),
            fmt::format("Set {} and run the command again.", setting->missing_variables.front())
        );
    }
    return Placed<Secret>{Secret{lookup.text(*setting)}, setting->place};
}

/// An empty text of a flyway.conf is no setting.
std::optional<std::string> text(const Lookup& lookup, const FlywaySetting* setting) {
    std::string result = setting == nullptr ? "" : lookup.text(*setting);
    return result.empty() ? std::nullopt : std::optional{std::move(result)};
}

std::optional<std::int64_t> number(
    const Lookup& lookup,
    const FlywaySetting* setting,
    std::int64_t least
) {
    constexpr std::int64_t most = 1'000'000'000;
    const auto given = text(lookup, setting);
    if (!given) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const char* const end = given->data() + given->size();
    const auto [rest, status] = std::from_chars(given->data(), end, value);
    if (status != std::errc{} || rest != end || value < least || value > most) {
        refuse(
            setting->place,
            fmt::format("is not a whole number from {} on", least),
            "Write a number without quotes or a unit."
        );
    }
    return value;
}

bool flag(const Lookup& lookup, const FlywaySetting* setting) {
    const auto given = text(lookup, setting);
    if (!given) {
        return false;
    }
    const auto value = detail::parse_flag(*given);
    if (!value) {
        refuse(setting->place, "is neither true nor false", "Write true or false.");
    }
    return *value;
}

std::optional<std::string> installed_by(const Lookup& lookup) {
    constexpr std::size_t column_width = 100;
    const FlywaySetting* const setting = lookup.general("installedBy");
    auto name = text(lookup, setting);
    if (name && detail::character_count(*name) > column_width) {
        refuse(
            setting->place,
            fmt::format("is longer than the {} characters that the history takes", column_width),
            "Write a shorter name."
        );
    }
    return name;
}

std::optional<std::string> history_schema(const Lookup& lookup) {
    if (auto schema = text(lookup, lookup.general("defaultSchema"))) {
        return schema;
    }
    const FlywaySetting* const schemas = lookup.either("schemas");
    const auto names = schemas == nullptr ? std::vector<std::string>{} : lookup.list(*schemas);
    return names.empty() ? std::nullopt : std::optional{names.front()};
}

void read_connection(const Lookup& lookup, ConnectionOf connection, FlywayEnvironment& into) {
    if (connection == ConnectionOf::environment) {
        into.url = secret(lookup, lookup.own("url"));
    }
    into.user = secret(lookup, lookup.own("user"));
    into.password = secret(lookup, lookup.own("password"));
    for (const auto& [name, setting] : lookup.jdbc_properties()) {
        into.jdbc_properties.emplace(name, *secret(lookup, setting));
    }
    into.connect_retries =
        number(lookup, lookup.either("connectRetries"), 0).value_or(into.connect_retries);
    into.connect_retries_interval_seconds =
        number(lookup, lookup.either("connectRetriesInterval"), 1)
            .value_or(into.connect_retries_interval_seconds);
    const FlywaySetting* const init_sql = lookup.either("initSql");
    if (auto sql = text(lookup, init_sql)) {
        into.init_sql = Placed<std::string>{*std::move(sql), init_sql->place};
    }
}

/// What check_flyway_environment() looks at. Values are taken only where it needs them.
void read_to_check(const Lookup& lookup, FlywayEnvironment& into) {
    for (const auto& [path, setting] : lookup.general_group()) {
        if (detail::is_checked_setting(path)) {
            into.to_check.emplace(
                path,
                Placed<std::vector<std::string>>{lookup.list(*setting), setting->place}
            );
        }
    }
    for (const char* const key : {"driver", "provisioner"}) {
        if (const FlywaySetting* const setting = lookup.own(key)) {
            into.to_check.emplace(
                key,
                Placed<std::vector<std::string>>{lookup.list(*setting), setting->place}
            );
        }
    }
}

}  // namespace

std::string chosen_environment(const FlywaySettings& files, const FlywaySettings& variables) {
    for (const FlywaySettings* const source : {&variables, &files}) {
        const auto setting = source->settings.find("flyway.environment");
        if (setting == source->settings.end() || setting->second.values.empty()) {
            continue;
        }
        if (const std::string& name = setting->second.values.front(); !name.empty()) {
            return name;
        }
    }
    return "default";
}

FlywayEnvironment make_flyway_environment(
    const std::string& name,
    ConnectionOf connection,
    const FlywaySettings& files,
    const FlywaySettings& flyway_variables,
    const Variables& variables
) {
    const Lookup lookup{name, connection, files, flyway_variables, variables};
    FlywayEnvironment environment;
    environment.name = name;
    read_connection(lookup, connection, environment);
    environment.history_schema = history_schema(lookup);
    environment.history_table = text(lookup, lookup.general("table"));
    environment.installed_by = installed_by(lookup);
    environment.lock_retry_count = number(lookup, lookup.general("lockRetryCount"), -1);
    environment.skip_default_callbacks = flag(lookup, lookup.general("skipDefaultCallbacks"));
    for (const auto& [placeholder, setting] : lookup.placeholders_group()) {
        environment.placeholders.emplace(placeholder, lookup.text(*setting));
    }
    read_to_check(lookup, environment);
    return environment;
}

}  // namespace rollpack::core

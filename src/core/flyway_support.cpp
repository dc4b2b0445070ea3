#include "detail/flyway_support.hpp"

#include "detail/ascii.hpp"
#include "detail/settings.hpp"
#include "rollpack/core/flyway_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace rollpack::core {

namespace {

using Values = std::vector<std::string>;
using Setting = Placed<Values>;

bool is_set(const Setting& setting) {
    return std::ranges::any_of(setting.value, [](const auto& value) { return !value.empty(); });
}

bool is_true(const Setting& setting) {
    return is_set(setting) && detail::parse_flag(setting.value.front()) != false;
}

bool is_false(const Setting& setting) {
    return is_set(setting) && detail::parse_flag(setting.value.front()) != true;
}

/// What the project says for all environments went into the package.
bool is_of_one_environment(const Setting& setting) {
    return is_set(setting) && setting.place.key.starts_with("environments.");
}

bool is_of_this_run(const Setting& setting) {
    return is_of_one_environment(setting) || (is_set(setting) && setting.place.key.empty());
}

bool is_other_driver(const Setting& setting) {
    return is_set(setting) && setting.value.front() != "org.postgresql.Driver";
}

bool is_other_encoding(const Setting& setting) {
    return is_set(setting) && !detail::is_supported_encoding(setting.value.front());
}

/// A setting that would change what a rollback does, and why it cannot be passed over. Passed over are
/// all others: what only migrate, validate, clean and the like look at (target, outOfOrder,
/// ignoreMigrationPatterns, baselineVersion, ...), what rollpack does anyway (group: one transaction;
/// mixed: a script that needs it is refused by itself; postgresql.transactional.lock: the key of the
/// lock is the same), and what shapes Flyway's output.
struct Unsupported {
    std::string_view key;  ///< with "." at its end: everything below
    bool (*applies)(const Setting&);
    std::string_view why;
};

constexpr auto unsupported = std::to_array<Unsupported>({
    {"callbacks", is_set, "names callbacks in Java, which rollpack cannot run"},
    {"callbackLocations",
     is_of_this_run,
     "names callbacks that are not in the package, so they would not run"},
    {"cherryPick", is_set, "picks single migrations, but rollpack goes the whole way back"},
    {"dapr.", is_set, "takes settings from Dapr, which rollpack does not ask"},
    {"driver",
     is_other_driver,
     "is not the driver of PostgreSQL, and rollpack uses none of Java's"},
    {"dryRunOutput", is_set, "makes Flyway write SQL instead of running it, but apply runs it"},
    {"encoding", is_other_encoding, "is not UTF-8, but the scripts of a package are"},
    {"errorOverrides",
     is_set,
     "changes what counts as an error, but rollpack stops at every error"},
    {"executeInTransaction",
     is_false,
     "makes Flyway run scripts outside of transactions, but rollpack runs each inside of one"},
    {"gcsm.", is_set, "takes settings from a secret manager, which rollpack does not ask"},
    {"locations",
     is_of_one_environment,
     "gives this environment scripts of its own, which are not in the package"},
    {"migrationResolvers", is_set, "finds migrations with Java classes, which rollpack cannot run"},
    {"provisioner",
     is_set,
     "makes or changes the database before Flyway connects, which rollpack does not do"},
    {"resolvers", is_set, "finds migrations with Java classes, which rollpack cannot run"},
    {"skipDefaultResolvers", is_true, "makes Flyway pass over SQL scripts, which rollpack runs"},
    {"skipExecutingMigrations",
     is_true,
     "makes Flyway write the history without running scripts, but rollpack runs them"},
    {"vault.", is_set, "takes settings from Vault, which rollpack does not ask"},
});

/// A setting that a package was built with.
struct Packaged {
    std::string_view key;
    Values (*of)(const Selection&);
};

constexpr auto packaged = std::to_array<Packaged>({
    {"placeholderPrefix", [](const Selection& s) { return Values{s.placeholders.prefix}; }},
    {"placeholderReplacement",
     [](const Selection& s) { return Values{s.placeholders.replacement ? "true" : "false"}; }},
    {"placeholderSeparator", [](const Selection& s) { return Values{s.placeholders.separator}; }},
    {"placeholderSuffix", [](const Selection& s) { return Values{s.placeholders.suffix}; }},
    {"repeatableSqlMigrationPrefix",
     [](const Selection& s) { return Values{s.naming.repeatable_prefix}; }},
    {"sqlMigrationPrefix", [](const Selection& s) { return Values{s.naming.versioned_prefix}; }},
    {"sqlMigrationSeparator", [](const Selection& s) { return Values{s.naming.separator}; }},
    {"sqlMigrationSuffixes", [](const Selection& s) { return s.naming.suffixes; }},
    {"undoSqlMigrationPrefix", [](const Selection& s) { return Values{s.naming.undo_prefix}; }},
});

bool matches(std::string_view key, std::string_view path) noexcept {
    return key.ends_with('.') ? path.starts_with(key) : path == key;
}

void add(const std::string& key, const Setting& setting, std::string fault, Findings& findings) {
    const SettingPlace& place = setting.place;
    findings.add(
        FindingCode::configuration_unsupported,
        place.source,
        fmt::format("{} {}", place.key.empty() ? key : place.key, fault),
        "Take the setting out, or give --allow configuration-unsupported once you know that the "
        "rollback does without it.",
        place.line == 0 ? std::nullopt : std::optional{place.line}
    );
}

void compare(
    const std::string& key,
    const Setting& setting,
    const Selection& package,
    Findings& findings
) {
    const auto* const row = std::ranges::find(packaged, key, &Packaged::key);
    if (row == packaged.end() || !is_set(setting)) {
        return;
    }
    const auto sorted = [](Values values) {
        std::ranges::sort(values);
        return values;
    };
    const Values built_with = row->of(package);
    if (sorted(built_with) != sorted(setting.value)) {
        add(key,
            setting,
            fmt::format(
                R"(is "{}", but the package was built with "{}")",
                fmt::join(setting.value, ","),
                fmt::join(built_with, ",")
            ),
            findings);
    }
}

}  // namespace

bool detail::is_checked_setting(std::string_view path) noexcept {
    return std::ranges::any_of(unsupported, [&](const auto& row) { return matches(row.key, path); })
        || std::ranges::any_of(packaged, [&](const auto& row) { return row.key == path; });
}

void check_flyway_environment(
    const FlywayEnvironment& environment,
    const Selection* package,
    Findings& findings
) {
    for (const auto& [key, setting] : environment.to_check) {
        const auto* const row = std::ranges::find_if(
            unsupported,
            [&, &name = key](const auto& candidate) { return matches(candidate.key, name); }
        );
        if (row != unsupported.end() && row->applies(setting)) {
            add(key, setting, std::string{row->why}, findings);
        }
        if (package != nullptr) {
            compare(key, setting, *package, findings);
        }
    }
}

}  // namespace rollpack::core

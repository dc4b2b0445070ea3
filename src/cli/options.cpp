#include "options.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/core/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace rollpack::cli {

namespace {

std::string lower_case(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char byte) {
        return static_cast<char>(std::tolower(byte));
    });
    return result;
}

/// "2026-11-22 02:15:00", the form of ${flyway:timestamp}.
std::string flyway_timestamp(std::int64_t unix_seconds) {
    std::string text = core::format_utc(unix_seconds);
    text[text.find('T')] = ' ';
    text.pop_back();
    return text;
}

core::DialectChoice parse_dialect(const std::string& text) {
    if (text == "delete") {
        return core::DialectChoice::delete_rows;
    }
    return text == "undo" ? core::DialectChoice::undo_rows : core::DialectChoice::automatic;
}

}  // namespace

void add_connection_options(CLI::App& command, DatabaseOptions& options) {
    command
        .add_option(
            "--url",
            options.url,
            "The database: a libpq URI (postgresql://user@host/db), a conninfo string (host=... "
            "dbname=...) or a jdbc:postgresql: URL. Passwords come from PGPASSWORD, .pgpass or a "
            "service file"
        )
        ->type_name("URL");
    command
        .add_option(
            "--env",
            options.environment,
            "The environment of rollpack.toml and Flyway's configuration: its url, unless --url is "
            "given, its settings, and what it demands"
        )
        ->type_name("NAME");
    add_history_options(command, options);
}

void add_history_options(CLI::App& command, DatabaseOptions& options) {
    command
        .add_option(
            "--schema",
            options.schema,
            "Schema of the history table, if not the one in the package"
        )
        ->type_name("NAME");
    command
        .add_option(
            "--table",
            options.table,
            "Name of the history table, if not the one in the package"
        )
        ->type_name("NAME");
}

void add_ignore_option(CLI::App& command, std::vector<std::string>& patterns) {
    command
        .add_option(
            "--ignore",
            patterns,
            "Leave out what has a name like this, with all that belongs to it: * stands for any "
            "characters, ? for one; may be repeated"
        )
        ->type_name("PATTERN")
        ->allow_extra_args(false);
}

void add_plan_options(CLI::App& command, DatabaseOptions& options) {
    command
        .add_option(
            "--placeholder",
            options.placeholders,
            "NAME=VALUE of a ${NAME} in the scripts; wins over the package's value and over "
            "FLYWAY_PLACEHOLDERS_NAME"
        )
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command
        .add_option(
            "--transaction",
            options.transaction,
            "auto (default): one transaction, all or nothing, unless a script cannot be in one: then a "
            "run that can be resumed. package: one transaction or none. script: commit after each "
            "script; what ran stays"
        )
        ->type_name("MODE")
        ->check(CLI::IsMember({"auto", "package", "script"}));
    command
        .add_option(
            "--history-dialect",
            options.dialect,
            "How the rollback is written into the history. delete: rows that every Flyway edition "
            "reads. undo: UNDO_SQL rows, for Redgate editions only. auto (default): undo where the "
            "table has such rows already"
        )
        ->type_name("DIALECT")
        ->check(CLI::IsMember({"auto", "delete", "undo"}));
    command
        .add_option(
            "--lock-timeout",
            options.lock_timeout,
            "No statement queues longer than this for a lock, as others queue behind it: 5s (default of "
            "apply), 500ms, 1min"
        )
        ->type_name("DURATION");
    add_allow_option(command, options.allow);
}

void add_allow_option(CLI::App& command, std::vector<std::string>& allow) {
    command
        .add_option(
            "--allow",
            allow,
            "Turn errors of this code (shown in square brackets) into warnings; may be repeated"
        )
        ->type_name("CODE")
        ->allow_extra_args(false);
}

core::PlanOptions plan_options(
    const DatabaseOptions& options,
    const core::FlywayEnvironment& flyway,
    const Runtime& runtime
) {
    core::PlanOptions plan;
    if (options.transaction != "auto") {
        plan.transaction = options.transaction == "script" ? core::TransactionMode::script
                                                           : core::TransactionMode::package;
    }
    plan.dialect = parse_dialect(options.dialect);
    plan.placeholders = flyway.placeholders;
    for (const auto& [name, value] : parse_placeholders(options.placeholders)) {
        plan.placeholders[name] = value;
    }
    plan.working_directory = runtime.working_directory;
    plan.timestamp = flyway_timestamp(runtime.now_unix());
    plan.environment = flyway.name;
    plan.installed_by = flyway.installed_by;
    plan.skip_callbacks = flyway.skip_default_callbacks;
    return plan;
}

std::set<core::FindingCode> allowed_codes(const std::vector<std::string>& names) {
    std::set<core::FindingCode> codes;
    for (const std::string& name : names) {
        const std::optional<core::FindingCode> code = core::parse_finding_code(name);
        if (!code) {
            throw core::Error(
                core::ErrorCode::usage,
                fmt::format("--allow: there is no finding '{}'", name),
                "Give the code as it is shown in square brackets behind a finding, for example "
                "undo-missing."
            );
        }
        if (!core::finding_info(*code).can_allow) {
            throw core::Error(
                core::ErrorCode::usage,
                fmt::format("--allow: {} cannot be allowed", name),
                core::is_found_by_lint_only(*code)
                    ? "Only `rollpack lint` finds it; the table [lint] of rollpack.toml sets its level."
                    : "A rollback with this fault would fail or do harm; it has to be mended."
            );
        }
        codes.insert(*code);
    }
    return codes;
}

std::map<std::string, std::string> parse_placeholders(const std::vector<std::string>& pairs) {
    std::map<std::string, std::string> values;
    for (const std::string& pair : pairs) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw core::Error(
                core::ErrorCode::usage,
                "--placeholder: expected NAME=VALUE",
                "Write for example --placeholder app_role=shop_app; the value may be empty."
            );
        }
        values[lower_case(pair.substr(0, equals))] = pair.substr(equals + 1);
    }
    return values;
}

std::chrono::milliseconds parse_duration(const std::string& text, const std::string& option) {
    struct Unit {
        std::string_view name;
        long long milliseconds;
    };

    constexpr std::array<Unit, 5> units = {
        {{"", 1000}, {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}}};
    constexpr long long most = 1'000'000;

    long long number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, number);
    const auto* const unit = std::ranges::find(
        units,
        std::string_view(rest, static_cast<std::size_t>(end - rest)),
        &Unit::name
    );
    if (fault != std::errc{} || number < 0 || number > most || unit == units.end()) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("{}: '{}' is not a duration", option, text),
            "Write a number with a unit: 500ms, 5s, 2min."
        );
    }
    return std::chrono::milliseconds{number * unit->milliseconds};
}

}  // namespace rollpack::cli

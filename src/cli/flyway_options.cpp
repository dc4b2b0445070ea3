#include "flyway_options.hpp"

#include "rollpack/core/error.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

namespace rollpack::cli {

namespace {

/// Adds a server setting to whatever the URL's own "options" say.
void append_setting(executor::ConnectionSettings& connection, const std::string& setting) {
    const auto found = std::ranges::find(
        connection.parameters,
        "options",
        &std::pair<std::string, std::string>::first
    );
    if (found == connection.parameters.end()) {
        connection.parameters.emplace_back("options", "-c " + setting);
    } else {
        found->second += " -c " + setting;
    }
}

/// The environment that is meant; none: a URL was given alone.
std::optional<std::string> meant_environment(
    const DatabaseOptions& options,
    const app::FlywayConfiguration& configuration
) {
    if (options.environment || options.url) {
        return options.environment;
    }
    return core::chosen_environment(configuration.files, configuration.variables);
}

app::KnownEnvironments known_environments(
    const app::FlywayConfiguration& configuration,
    const DatabaseOptions& options
) {
    app::KnownEnvironments known{configuration.files.environments, configuration.read};
    known.names.merge(std::set<std::string>{configuration.variables.environments});
    if (!options.environment) {
        known.names.insert("default");  // Flyway's name where nobody gave one
    }
    return known;
}

void tell_files(
    const app::FlywayConfiguration& configuration,
    const std::string& environment,
    Runtime& runtime
) {
    if (!configuration.read.empty()) {
        const std::string named = environment.empty() ? "" : "; environment " + environment;
        const std::string files = fmt::format("{}", fmt::join(configuration.read, ", "));
        *runtime.err << printable("settings from " + files + named) << "\n";
    }
    if (!configuration.passed_over.empty()) {
        *runtime.err << printable(fmt::format(
            "not read: {} (Flyway passes over it where there is a flyway.toml)",
            fmt::join(configuration.passed_over, ", ")
        )) << "\n";
    }
}

/// The URL, by precedence: the option, a variable, rollpack.toml, a file of Flyway's.
void take_url(const DatabaseOptions& options, Surroundings& around) {
    const auto& configured = around.flyway.url;
    const bool from_variable = configured && configured->place.key.empty();
    if (options.url) {
        around.url = options.url;
    } else if (around.trust.url && !from_variable) {
        around.url = around.trust.url;
    } else if (configured) {
        around.url = configured->value.reveal();
        around.url_place = configured->place;
    }
}

[[noreturn]] void refuse_without_url(const Surroundings& around) {
    throw core::Error(
        core::ErrorCode::usage,
        around.environment.empty() || around.environment == "default"
            ? "no database is named"
            : fmt::format("the environment '{}' has no url", around.environment),
        "Give --url URL, or --env NAME with its url in rollpack.toml or flyway.toml."
    );
}

}  // namespace

void add_flyway_options(CLI::App& command, DatabaseOptions& options) {
    command
        .add_option(
            "--config",
            options.configs,
            "A flyway.toml or flyway.conf to read, over those that Flyway finds itself; may be "
            "repeated"
        )
        ->type_name("FILE")
        ->allow_extra_args(false);
}

Surroundings surroundings_of(
    const DatabaseOptions& options,
    const TrustOptions& trust,
    Runtime& runtime
) {
    const app::FlywayConfiguration configuration =
        app::read_flyway_configuration(options.configs, runtime.environment);
    const auto environment = meant_environment(options, configuration);
    Surroundings around;
    around.environment = environment.value_or("");
    around.trust =
        trust_of(trust, environment, runtime, known_environments(configuration, options));
    tell_files(configuration, around.environment, runtime);
    around.flyway = core::make_flyway_environment(
        environment.value_or("default"),
        environment ? core::ConnectionOf::environment : core::ConnectionOf::command_line,
        configuration.files,
        configuration.variables,
        runtime.environment
    );
    around.files = configuration.read;
    take_url(options, around);
    return around;
}

app::DatabaseTarget database_target(const DatabaseOptions& options, const Surroundings& around) {
    if (!around.url || around.url->empty()) {
        refuse_without_url(around);
    }
    app::DatabaseTarget target{
        app::connection_of(
            *around.url,
            around.url_place ? &*around.url_place : nullptr,
            around.flyway
        ),
        options.schema ? options.schema : around.flyway.history_schema,
        options.table ? options.table : around.flyway.history_table,
        around.flyway,
        around.files,
        around.environment};
    if (options.lock_timeout) {
        const auto timeout = parse_duration(*options.lock_timeout, "--lock-timeout");
        append_setting(target.connection, fmt::format("lock_timeout={}", timeout.count()));
    }
    return target;
}

std::chrono::milliseconds lock_patience(
    const std::optional<std::string>& option,
    const Surroundings& around
) {
    constexpr std::chrono::seconds as_flyway{50};
    if (option) {
        return parse_duration(*option, "--lock-patience");
    }
    const std::int64_t seconds = around.flyway.lock_retry_count.value_or(as_flyway.count());
    return seconds < 0 ? std::chrono::milliseconds::max() : std::chrono::seconds{seconds};
}

}  // namespace rollpack::cli

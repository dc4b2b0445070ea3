#include "rehearsal_options.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace rollpack::cli {

namespace {

/// "FILE", or "VERSION=FILE".
app::Seed parse_seed(const std::string& text) {
    const std::size_t equals = text.find('=');
    std::optional<core::Version> version;
    if (equals != std::string::npos && !std::filesystem::exists(text)) {
        version = core::parse_version(text.substr(0, equals));
        if (!version) {
            throw core::Error(
                core::ErrorCode::usage,
                fmt::format("--seed: '{}' is not a version", text.substr(0, equals)),
                "Write --seed FILE for rows at the target, or --seed VERSION=FILE."
            );
        }
        return {version, text.substr(equals + 1)};
    }
    return {version, text};
}

}  // namespace

void add_rehearsal_options(CLI::App& command, RehearsalOptions& options, CLI::Option* flag) {
    std::vector<CLI::Option*> all;
    all.push_back(
        command
            .add_option(
                "--server",
                options.server,
                "Rehearse on this server, in databases that are made and dropped there; otherwise a server is "
                "started and thrown away"
            )
            ->type_name("URL")
    );
    all.push_back(
        command
            .add_option(
                "--seed",
                options.seeds,
                "SQL with rows for the target, or VERSION=FILE for a later version; may be repeated"
            )
            ->type_name("[VERSION=]FILE")
            ->allow_extra_args(false)
    );
    all.push_back(
        command
            .add_option(
                "--snapshot",
                options.snapshot,
                "Begin with this dump (pg_dump -Fc, -Fd, -Ft or plain SQL) of a database at the target, or "
                "below it, instead of an empty database"
            )
            ->type_name("DUMP")
    );
    all.push_back(
        command
            .add_option(
                "--whole-rollbacks",
                options.whole_rollbacks,
                "From so many versions at most the whole rollback is tried: from all, or from some spread "
                "evenly"
            )
            ->type_name("N")
            ->capture_default_str()
    );
    add_ignore_option(command, options.ignored);
    all.push_back(command.get_option("--ignore"));
    for (CLI::Option* const option : all) {
        if (flag != nullptr) {
            option->needs(flag);
        }
    }
}

app::RehearseRequest rehearsal_request(
    const RehearsalOptions& options,
    const std::vector<std::string>& placeholders,
    const Runtime& runtime
) {
    app::RehearseRequest request;
    if (options.server) {
        request.server = executor::parse_connection_url(*options.server);
    }
    for (const std::string& seed : options.seeds) {
        request.seeds.push_back(parse_seed(seed));
    }
    request.snapshot = options.snapshot;
    request.ignored = options.ignored;
    DatabaseOptions database;
    database.placeholders = placeholders;
    request.options = plan_options(database, {}, runtime);
    request.whole_rollbacks = options.whole_rollbacks;
    return request;
}

}  // namespace rollpack::cli

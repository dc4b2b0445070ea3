#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "pipeline_options.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "render/junit.hpp"
#include "render/rehearsal.hpp"
#include "rollpack/app/rehearsal_document.hpp"
#include "rollpack/core/error.hpp"
#include "trust_options.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct RehearseCommand {
    PackageOptions package;
    TrustOptions trust;
    DatabaseOptions database;  ///< of which only placeholders and what is allowed are options
    std::string repository = ".";
    std::optional<std::string> server;
    std::vector<std::string> seeds;
    std::vector<std::string> ignored;
    std::size_t whole_rollbacks = app::RehearseRequest{}.whole_rollbacks;
    std::vector<std::string> reports;
    bool json = false;
};

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

app::RehearseRequest request_of(const RehearseCommand& options, Runtime& runtime) {
    const Trust trust = trust_of(options.trust, std::nullopt, runtime);
    app::RehearseRequest request;
    request.package = package_file(options.package, options.trust, trust);
    request.repository = options.repository;
    if (options.server) {
        request.server = executor::parse_connection_url(*options.server);
    }
    for (const std::string& seed : options.seeds) {
        request.seeds.push_back(parse_seed(seed));
    }
    request.ignored = options.ignored;
    request.options = plan_options(options.database, {}, runtime);
    request.allowed = allowed_codes(options.database.allow);
    request.whole_rollbacks = options.whole_rollbacks;
    return request;
}

std::string render(ReportKind kind, const app::RehearsalResult& result) {
    switch (kind) {
    case ReportKind::junit:
        return rehearsal_to_junit(result);
    case ReportKind::markdown:
        return rehearsal_to_markdown(result);
    case ReportKind::html:
        return rehearsal_to_html(result);
    default:
        return app::rehearsal_document(result);
    }
}

int run_rehearse(const RehearseCommand& options, Runtime& runtime) {
    const app::RehearseRequest request = request_of(options, runtime);
    const std::vector<ReportFile> reports = report_files(
        options.reports,
        {ReportKind::junit, ReportKind::json, ReportKind::markdown, ReportKind::html}
    );
    const app::RehearsalResult result = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::rehearse(request, progress);
    }();
    for (const auto& [kind, path] : reports) {
        write_output_file(path, render(kind, result));
    }
    *runtime.err << render_findings(result.findings);
    *runtime.out << (options.json ? app::rehearsal_document(result) : render_rehearsal(result));
    return result.proven ? 0 : refused_status();
}

void add_rehearse_options(CLI::App& command, RehearseCommand& options) {
    command
        .add_option(
            "--repo",
            options.repository,
            "The project's repository, with the package's two commits"
        )
        ->type_name("DIR")
        ->capture_default_str();
    command
        .add_option(
            "--server",
            options.server,
            "Rehearse on this server, in databases that are made and dropped there; otherwise a server is "
            "started and thrown away"
        )
        ->type_name("URL");
    command
        .add_option(
            "--seed",
            options.seeds,
            "SQL with rows for the target, or VERSION=FILE for a later version; may be repeated"
        )
        ->type_name("[VERSION=]FILE")
        ->allow_extra_args(false);
    command
        .add_option(
            "--whole-rollbacks",
            options.whole_rollbacks,
            "From so many versions at most the whole rollback is tried: from all, or from some spread "
            "evenly"
        )
        ->type_name("N")
        ->capture_default_str();
    add_ignore_option(command, options.ignored);
    command
        .add_option(
            "--placeholder",
            options.database.placeholders,
            "NAME=VALUE of a ${NAME} in the scripts; wins over the package"
        )
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    add_allow_option(command, options.database.allow);
    command
        .add_option(
            "--report",
            options.reports,
            "KIND=FILE: write the result as a page for people (html=FILE), for a ticket (markdown=FILE), as a "
            "JUnit report (junit=FILE) or as --json prints it (json=FILE); may be repeated"
        )
        ->type_name("KIND=FILE")
        ->allow_extra_args(false);
    command.add_flag(
        "--json",
        options.json,
        "Print a document of schemas/rehearsal-result-v1.schema.json"
    );
}

}  // namespace

void add_rehearse_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<RehearseCommand>();
    CLI::App* command = root.add_subcommand(
        "rehearse",
        "Prove on a throw-away server that a package brings the target back"
    );
    add_package_options(*command, options->package);
    add_trust_options(*command, options->trust);
    add_rehearse_options(*command, *options);
    command->footer(manual("rehearse"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_rehearse(*options, runtime); };
    });
}

}  // namespace rollpack::cli

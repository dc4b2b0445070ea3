#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "pipeline_options.hpp"
#include "progress.hpp"
#include "rehearsal_options.hpp"
#include "render/findings.hpp"
#include "render/junit.hpp"
#include "render/rehearsal.hpp"
#include "rollpack/app/record_rehearsal.hpp"
#include "rollpack/app/rehearsal_document.hpp"
#include "rollpack/app/rehearsal_durations.hpp"
#include "rollpack/core/error.hpp"
#include "text.hpp"
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
    RehearsalOptions rehearsal;
    std::string repository = ".";
    std::vector<std::string> placeholders;
    std::vector<std::string> allow;
    bool record = false;
    std::vector<std::string> reports;
    bool json = false;
};

app::RehearseRequest request_of(const RehearseCommand& options, Runtime& runtime) {
    const Trust trust = trust_of(options.trust, std::nullopt, runtime);
    app::RehearseRequest request =
        rehearsal_request(options.rehearsal, options.placeholders, runtime);
    request.package = package_file(options.package, options.trust, trust);
    request.repository = options.repository;
    request.is_to_be_recorded = options.record;
    request.allowed = allowed_codes(options.allow);
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

/// The package is read once more: it must be the one that was rehearsed.
void record(const app::PackageFile& file, const app::RehearsalResult& result, Runtime& runtime) {
    ProgressText progress(runtime, ProgressText::Notices::hide);
    const app::OpenedPackage opened = app::open_package_file(file, progress);
    if (opened.package.content_sha256() != result.content_sha256) {
        throw core::Error(
            core::ErrorCode::package_invalid,
            fmt::format("{} was replaced while it was rehearsed", file.path.string()),
            "Nothing was written. Rehearse the package that is there now."
        );
    }
    const packager::WrittenPackage written =
        app::record_rehearsal(file.path, opened.package, *result.recorded, progress);
    *runtime.err << fmt::format("recorded in {}\n", printable(written.artifact.string()));
    app::write_durations(written, result);
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
    if (options.record && result.proven) {
        record(request.package, result, runtime);
    }
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
    add_rehearsal_options(command, options.rehearsal);
    command
        .add_option(
            "--placeholder",
            options.placeholders,
            "NAME=VALUE of a ${NAME} in the scripts; wins over the package"
        )
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    add_allow_option(command, options.allow);
    command.add_flag(
        "--record",
        options.record,
        "Write the proof and the schemas of target, versions and release into the package"
    );
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

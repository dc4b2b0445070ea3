#include "render/lint.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "pipeline_options.hpp"
#include "progress.hpp"
#include "project_options.hpp"
#include "render/findings.hpp"
#include "render/junit.hpp"
#include "render/sarif.hpp"
#include "rollpack/app/lint.hpp"
#include "rollpack/app/settings.hpp"
#include "trust_options.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct LintCommand {
    ProjectOptions project;
    std::optional<std::string> target_version;
    std::optional<std::string> settings;
    std::string fail_on = "error";
    std::vector<std::string> reports;
    bool json = false;
};

core::Severity parse_severity(const std::string& word) {
    if (word == "note") {
        return core::Severity::note;
    }
    return word == "warning" ? core::Severity::warning : core::Severity::error;
}

int run_lint(const LintCommand& options, Runtime& runtime) {
    const app::LintRequest request{
        options.project.repository,
        options.project.release,
        options.target_version,
        options.project.configs,
        overrides_of(options.project),
        app::read_lint_levels(settings_files(options.settings, runtime))};
    const std::vector<ReportFile> reports = report_files(options.reports);
    const core::Severity fail_on = parse_severity(options.fail_on);

    core::LintResult result = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::lint_project(request, progress);
    }();
    for (const auto& [kind, path] : reports) {
        write_output_file(
            path,
            kind == ReportKind::junit ? lint_to_junit(result, fail_on) : lint_to_sarif(result)
        );
    }
    if (options.json) {
        *runtime.out << lint_to_json(result, fail_on);
        *runtime.err << lint_summary(result);
    } else {
        *runtime.out << render_lint(result);
    }
    return has_failed(result, fail_on) ? refused_status() : 0;
}

void add_lint_options(CLI::App& command, LintCommand& options) {
    add_release_options(command, options.project);
    command
        .add_option(
            "--target",
            options.target_version,
            "Look only at undo scripts of versions above this one, each of which must have one"
        )
        ->type_name("VERSION");
    add_script_options(command, options.project);
    command
        .add_option(
            "--placeholder",
            options.project.placeholders,
            "NAME=VALUE of a ${NAME} in the scripts; wins over the configuration"
        )
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    add_settings_option(command, options.settings);
    command
        .add_option(
            "--fail-on",
            options.fail_on,
            "The least severe finding that makes the exit status 3: error, warning or note"
        )
        ->type_name("LEVEL")
        ->check(CLI::IsMember({"error", "warning", "note"}))
        ->capture_default_str();
    add_report_option(command, options.reports);
    command.add_flag("--json", options.json, "Print a document of schemas/lint-v1.schema.json");
}

}  // namespace

void add_lint_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<LintCommand>();
    CLI::App* command = root.add_subcommand(
        "lint",
        "Look for undo scripts that cannot run twice, forget something or lose data"
    );
    add_lint_options(*command, *options);
    command->footer(manual("lint"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_lint(*options, runtime); };
    });
}

}  // namespace rollpack::cli

#include "pipeline_options.hpp"

#include "output_file.hpp"
#include "render/dotenv.hpp"
#include "render/findings.hpp"
#include "render/github.hpp"
#include "render/github_summary.hpp"
#include "render/junit.hpp"
#include "render/sarif.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace rollpack::cli {

namespace {

std::optional<std::filesystem::path> path_in(const Runtime& runtime, const std::string& variable) {
    const auto found = runtime.environment.find(variable);
    if (found == runtime.environment.end() || found->second.empty()) {
        return std::nullopt;
    }
    return found->second;
}

constexpr std::array<std::string_view, 5> report_kinds{
    "junit",
    "sarif",
    "json",
    "markdown",
    "html"};

std::string_view name_of(ReportKind kind) {
    return report_kinds.at(static_cast<std::size_t>(kind));
}

ReportFile parse_report(const std::string& text, const std::vector<ReportKind>& kinds) {
    const std::size_t equals = text.find('=');
    const auto found = std::ranges::find(kinds, text.substr(0, equals), name_of);
    if (equals == std::string::npos || equals + 1 == text.size() || found == kinds.end()) {
        std::string forms;
        for (const ReportKind kind : kinds) {
            const std::string_view between = kind == kinds.front() ? ""
                : kind == kinds.back()                             ? " or "
                                                                   : ", ";
            forms += fmt::format("{}--report {}=FILE", between, name_of(kind));
        }
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("--report: '{}' is not KIND=FILE with a kind that there is", text),
            fmt::format("Write {}.", forms)
        );
    }
    return {*found, text.substr(equals + 1)};
}

std::string render(ReportKind kind, const app::BuildResult& result) {
    return kind == ReportKind::junit ? build_to_junit(result) : build_to_sarif(result);
}

}  // namespace

void add_pipeline_options(CLI::App& command, PipelineOptions& options) {
    command.add_flag(
        "--github-output",
        options.github_output,
        "In GitHub Actions: add the result to the step's outputs and its summary, and show findings "
        "as annotations"
    );
    add_report_option(command, options.reports);
    command
        .add_option(
            "--dotenv",
            options.dotenv,
            "Write the result as lines ROLLPACK_NAME=VALUE, for GitLab's artifacts:reports:dotenv"
        )
        ->type_name("FILE");
}

void add_report_option(CLI::App& command, std::vector<std::string>& reports) {
    command
        .add_option(
            "--report",
            reports,
            "KIND=FILE: write the findings as a JUnit report (junit=FILE) or as a SARIF 2.1.0 log "
            "(sarif=FILE); may be repeated"
        )
        ->type_name("KIND=FILE")
        ->allow_extra_args(false);
}

std::vector<ReportFile> report_files(
    const std::vector<std::string>& reports,
    const std::vector<ReportKind>& kinds
) {
    std::vector<ReportFile> files;
    files.reserve(reports.size());
    for (const std::string& report : reports) {
        files.push_back(parse_report(report, kinds));
    }
    return files;
}

PipelineFiles pipeline_files(const PipelineOptions& options, const Runtime& runtime) {
    PipelineFiles files;
    if (options.github_output) {
        files.github_output = path_in(runtime, "GITHUB_OUTPUT");
        if (!files.github_output) {
            throw core::Error(
                core::ErrorCode::usage,
                "--github-output: the variable GITHUB_OUTPUT is not set",
                "A GitHub Actions runner sets it to a file in every step; leave the option out "
                "elsewhere."
            );
        }
        // Other runners of workflows have no summary page.
        files.github_summary = path_in(runtime, "GITHUB_STEP_SUMMARY");
    }
    files.reports = report_files(options.reports);
    if (options.dotenv) {
        files.dotenv = *options.dotenv;
    }
    return files;
}

void write_pipeline_files(const PipelineFiles& files, const app::BuildResult& result) {
    for (const auto& [kind, path] : files.reports) {
        write_output_file(path, render(kind, result));
    }
    if (files.dotenv) {
        write_output_file(*files.dotenv, facts_to_dotenv(pipeline_facts(result)));
    }
    if (files.github_output) {
        append_to_file(*files.github_output, facts_to_github_output(pipeline_facts(result)));
    }
    if (files.github_summary) {
        append_to_file(*files.github_summary, build_to_github_summary(result));
    }
}

std::string render_findings_for(
    const PipelineFiles& files,
    const std::vector<core::Finding>& findings
) {
    return files.github_output ? findings_to_github_annotations(findings)
                               : render_findings(findings);
}

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/build.hpp"
#include "rollpack/cli/run.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::cli {

/// Options that hand a build's result on to the pipeline that runs it.
struct PipelineOptions {
    bool github_output = false;
    std::vector<std::string> reports;
    std::optional<std::string> dotenv;
};

/// --github-output, --report, --dotenv
void add_pipeline_options(CLI::App& command, PipelineOptions& options);

enum class ReportKind {
    junit,
    sarif,
    json,
    markdown,
    html
};

/// --report alone, of a command that finds things in scripts.
void add_report_option(CLI::App& command, std::vector<std::string>& reports);

/// A report that was asked for.
struct ReportFile {
    ReportKind kind;
    std::filesystem::path path;
};

/// Where a build's result goes, beside the standard streams.
struct PipelineFiles {
    std::optional<std::filesystem::path> github_output;
    std::optional<std::filesystem::path> github_summary;
    std::vector<ReportFile> reports;
    std::optional<std::filesystem::path> dotenv;
};

/// @throws core::Error usage for what is not KIND=FILE with one of the kinds.
std::vector<ReportFile> report_files(
    const std::vector<std::string>& reports,
    const std::vector<ReportKind>& kinds = {ReportKind::junit, ReportKind::sarif}
);

/// @throws core::Error usage for a report that cannot be read as KIND=FILE, and for --github-output
/// outside of GitHub Actions.
PipelineFiles pipeline_files(const PipelineOptions& options, const Runtime& runtime);

/// Writes every file for a result, refused or not. @throws core::Error file_unwritable.
void write_pipeline_files(const PipelineFiles& files, const app::BuildResult& result);

/// The findings for standard error: as GitHub's annotations where the pipeline is GitHub's, else as text.
std::string render_findings_for(
    const PipelineFiles& files,
    const std::vector<core::Finding>& findings
);

}  // namespace rollpack::cli

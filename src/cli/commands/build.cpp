#include "render/build.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "pipeline_options.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "render/github.hpp"
#include "rollpack/app/build.hpp"
#include "rollpack/core/error.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct BuildCommand {
    app::BuildRequest request;
    PipelineOptions pipeline;
    std::string repository = ".";
    std::string output = ".";
    std::string format = "tar.gz";
    std::vector<std::string> locations;
    std::vector<std::string> suffixes;
    std::vector<std::string> placeholders;
    std::vector<std::string> allow;
    bool json = false;
};

app::BuildRequest make_request(const BuildCommand& options) {
    app::BuildRequest request = options.request;
    request.repository = options.repository;
    request.output = options.output;
    request.allowed = allowed_codes(options.allow);
    request.format = *packager::parse_package_format(options.format);
    if (!options.locations.empty()) {
        request.overrides.locations = options.locations;
    }
    if (!options.suffixes.empty()) {
        request.overrides.suffixes = options.suffixes;
    }
    for (const auto& [name, value] : parse_placeholders(options.placeholders)) {
        request.overrides.placeholders[name] = value;
    }
    return request;
}

app::BuildResult build(
    const app::BuildRequest& request,
    const PipelineFiles& pipeline,
    Runtime& runtime
) {
    try {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::build_package(request, progress);
    } catch (const core::Error& error) {
        if (pipeline.github_output) {
            *runtime.err << error_to_github_annotation(error);
        }
        throw;
    }
}

int run_build(const BuildCommand& options, Runtime& runtime) {
    const app::BuildRequest request = make_request(options);
    const PipelineFiles pipeline = pipeline_files(options.pipeline, runtime);
    const app::BuildResult result = build(request, pipeline, runtime);
    *runtime.err << render_findings_for(pipeline, result.findings);
    write_pipeline_files(pipeline, result);
    if (options.json) {
        *runtime.out << build_to_json(result);
    }
    if (!result.package) {
        *runtime.err << "refused: " << count_findings(result.findings)
                     << "; no package was written\n";
        return refused_status();
    }
    *runtime.err << render_build(result);
    if (!options.json) {
        *runtime.out << result.package->artifact.string() << "\n";
    }
    return 0;
}

void add_source_options(CLI::App& command, BuildCommand& options) {
    command
        .add_option(
            "--repo",
            options.repository,
            "The project: a git repository (bare too) or a folder in one"
        )
        ->capture_default_str();
    command
        .add_option(
            "--release",
            options.request.release,
            "The release to go back from: tag, branch or commit"
        )
        ->capture_default_str();
    command
        .add_option(
            "--target",
            options.request.target_version,
            "The version to go back to; it is kept"
        )
        ->required();
    command.add_option(
        "--target-ref",
        options.request.target_ref,
        "The release that ended at the target version, if no tag pattern finds it"
    );
    command
        .add_option(
            "--tag-pattern",
            options.request.tag_patterns,
            "How release tags are named, with {version} in it; may be repeated (default: v{version}, "
            "V{version}, {version}, release-{version}, release/{version}, release/v{version})"
        )
        ->allow_extra_args(false);
}

void add_project_options(CLI::App& command, BuildCommand& options) {
    core::ProjectConfiguration& overrides = options.request.overrides;
    command
        .add_option(
            "--location",
            options.locations,
            "A folder with scripts; may be repeated. Wins over the configuration"
        )
        ->allow_extra_args(false);
    command
        .add_option(
            "--config",
            options.request.configs,
            "A Flyway configuration (.toml or .conf) at the release commit; may be repeated, later ones win "
            "(default: flyway.toml, else flyway.conf)"
        )
        ->allow_extra_args(false);
    command.add_option(
        "--versioned-prefix",
        overrides.versioned_prefix,
        "Prefix of versioned scripts (V)"
    );
    command.add_option("--undo-prefix", overrides.undo_prefix, "Prefix of undo scripts (U)");
    command.add_option(
        "--repeatable-prefix",
        overrides.repeatable_prefix,
        "Prefix of repeatable scripts (R)"
    );
    command.add_option("--separator", overrides.separator, "Between version and description (__)");
    command.add_option("--suffix", options.suffixes, "Ending of scripts (.sql); may be repeated")
        ->allow_extra_args(false);
    command.add_option("--schema", overrides.default_schema, "Schema of the history table");
    command.add_option(
        "--table",
        overrides.table,
        "Name of the history table (flyway_schema_history)"
    );
    command
        .add_option(
            "--placeholder",
            options.placeholders,
            "NAME=VALUE to store in the package; never a secret"
        )
        ->allow_extra_args(false);
}

}  // namespace

void add_build_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<BuildCommand>();
    CLI::App* command =
        root.add_subcommand("build", "Build a rollback package from two releases in git");
    add_source_options(*command, *options);
    add_project_options(*command, *options);
    command
        ->add_option("--format", options->format, "tar.gz, tar.zst, zip, or dir for a plain folder")
        ->check(CLI::IsMember({"tar.gz", "tar.zst", "zip", "dir"}))
        ->capture_default_str();
    command->add_option("--output", options->output, "Folder that the package is written to")
        ->capture_default_str();
    add_allow_option(*command, options->allow);
    add_pipeline_options(*command, options->pipeline);
    command->add_flag("--json", options->json, "Print a document of schemas/build-v1.schema.json");
    command->footer(manual("build"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_build(*options, runtime); };
    });
}

}  // namespace rollpack::cli

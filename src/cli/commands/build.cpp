#include "render/build.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "pipeline_options.hpp"
#include "progress.hpp"
#include "project_options.hpp"
#include "rehearsal_options.hpp"
#include "render/findings.hpp"
#include "render/github.hpp"
#include "render/rehearsal.hpp"
#include "rollpack/app/build.hpp"
#include "rollpack/app/builder.hpp"
#include "rollpack/core/error.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct BuildCommand {
    app::BuildRequest request;
    PipelineOptions pipeline;
    ProjectOptions project;
    std::string output = ".";
    std::string format = "tar.gz";
    std::vector<std::string> allow;
    bool provenance = false;
    bool rehearse = false;
    RehearsalOptions rehearsal;
    packager::Builder builder;
    bool json = false;
};

/// Who builds, for the provenance: the options win over the pipeline's own variables.
packager::Builder builder_of(const BuildCommand& options, const Runtime& runtime) {
    packager::Builder builder =
        app::find_builder(runtime.environment).value_or(packager::Builder{});
    if (!options.builder.id.empty()) {
        builder = options.builder;
    } else if (!options.builder.invocation.empty()) {
        builder.invocation = options.builder.invocation;
    }
    if (builder.id.empty()) {
        throw core::Error(
            core::ErrorCode::usage,
            "nothing says who builds: this is no run of GitHub Actions, GitLab CI or Jenkins",
            "Give --builder URI, for example --builder https://ci.shop.example/rollback-package."
        );
    }
    return builder;
}

app::BuildRequest make_request(const BuildCommand& options, const Runtime& runtime) {
    app::BuildRequest request = options.request;
    request.repository = options.project.repository;
    request.release = options.project.release;
    request.configs = options.project.configs;
    request.overrides = overrides_of(options.project);
    request.output = options.output;
    request.allowed = allowed_codes(options.allow);
    request.format = *packager::parse_package_format(options.format);
    if (options.rehearse) {
        request.rehearsal = rehearsal_request(options.rehearsal, {}, runtime);
    }
    if (options.provenance) {
        request.builder = builder_of(options, runtime);
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
    const app::BuildRequest request = make_request(options, runtime);
    const PipelineFiles pipeline = pipeline_files(options.pipeline, runtime);
    const app::BuildResult result = build(request, pipeline, runtime);
    *runtime.err << render_findings_for(pipeline, result.findings);
    write_pipeline_files(pipeline, result);
    if (options.json) {
        *runtime.out << build_to_json(result);
    }
    if (!result.package) {
        if (result.rehearsal) {
            *runtime.err << render_rehearsal(*result.rehearsal);
        }
        *runtime.err << "refused: " << count_findings(result.findings)
                     << "; no package was written\n";
        return refused_status();
    }
    if (result.rehearsal) {
        *runtime.err << render_rehearsal(*result.rehearsal);
    }
    *runtime.err << render_build(result);
    if (!options.json) {
        *runtime.out << result.package->artifact.string() << "\n";
    }
    return 0;
}

void add_source_options(CLI::App& command, BuildCommand& options) {
    add_release_options(command, options.project);
    command
        .add_option(
            "--target",
            options.request.target_version,
            "The version to go back to; it is kept"
        )
        ->type_name("VERSION")
        ->required();
    command
        .add_option(
            "--target-ref",
            options.request.target_ref,
            "The release that ended at the target version, if no tag pattern finds it"
        )
        ->type_name("REF");
    command
        .add_option(
            "--tag-pattern",
            options.request.tag_patterns,
            "How release tags are named, with {version} in it; may be repeated (default: v{version}, "
            "V{version}, {version}, release-{version}, release/{version}, release/v{version})"
        )
        ->type_name("PATTERN")
        ->allow_extra_args(false);
}

void add_project_options(CLI::App& command, BuildCommand& options) {
    add_script_options(command, options.project);
    command
        .add_option(
            "--schema",
            options.project.overrides.default_schema,
            "Schema of the history table"
        )
        ->type_name("NAME");
    command
        .add_option(
            "--table",
            options.project.overrides.table,
            "Name of the history table (flyway_schema_history)"
        )
        ->type_name("NAME");
    command
        .add_option(
            "--placeholder",
            options.project.placeholders,
            "NAME=VALUE to store in the package; never a secret"
        )
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
}

void add_trace_options(CLI::App& command, BuildCommand& options) {
    command.add_flag(
        "--require-signed-tag",
        options.request.require_signed_tag,
        "Refuse a release or target whose signature `git verify-tag` does not accept"
    );
    CLI::Option* provenance = command.add_flag(
        "--provenance",
        options.provenance,
        "Write PACKAGE.intoto.json as well: from which commits, with which options, built by whom"
    );
    command
        .add_option(
            "--builder",
            options.builder.id,
            "URI of who builds (default: told by GitHub Actions, GitLab CI or Jenkins)"
        )
        ->type_name("URI")
        ->needs(provenance);
    command.add_option("--invocation", options.builder.invocation, "URI of the run that builds")
        ->type_name("URI")
        ->needs(provenance);
}

}  // namespace

void add_build_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<BuildCommand>();
    CLI::App* command =
        root.add_subcommand("build", "Build a rollback package from two releases in git");
    add_source_options(*command, *options);
    add_project_options(*command, *options);
    add_trace_options(*command, *options);
    command
        ->add_option("--format", options->format, "tar.gz, tar.zst, zip, or dir for a plain folder")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"tar.gz", "tar.zst", "zip", "dir"}))
        ->capture_default_str();
    command->add_option("--output", options->output, "Folder that the package is written to")
        ->type_name("DIR")
        ->capture_default_str();
    CLI::Option* rehearse = command->add_flag(
        "--rehearse",
        options->rehearse,
        "Rehearse the package first, as `rollpack rehearse` does: one that fails is not written, and one "
        "that is written carries the proof"
    );
    add_rehearsal_options(*command, options->rehearsal, rehearse);
    add_allow_option(*command, options->allow);
    add_pipeline_options(*command, options->pipeline);
    command->add_flag("--json", options->json, "Print a document of schemas/build-v1.schema.json");
    command->footer(manual("build"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_build(*options, runtime); };
    });
}

}  // namespace rollpack::cli

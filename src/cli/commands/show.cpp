#include "commands/commands.hpp"
#include "manual.hpp"
#include "package_options.hpp"
#include "render/differences.hpp"
#include "render/package.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct ShowCommand {
    PackageOptions package;
    bool json = false;
    bool runbook = false;
    bool diff = false;
};

Colours colours_for(const Runtime& runtime) {
    const auto found = runtime.environment.find("NO_COLOR");
    const bool is_unwanted = found != runtime.environment.end() && !found->second.empty();
    return runtime.out_is_terminal && !is_unwanted ? Colours::red_and_green : Colours::none;
}

int run_show(const ShowCommand& options, Runtime& runtime) {
    const packager::VerifiedPackage package =
        packager::open_package(options.package.path, options.package.limits);
    if (options.json) {
        *runtime.out << packager::to_json(package.manifest());
    } else if (options.runbook) {
        *runtime.out << render_runbook(package);
    } else if (options.diff) {
        *runtime.out << render_differences(package.repeatables_diff(), colours_for(runtime));
    } else {
        *runtime.out << render_package(package);
    }
    return 0;
}

}  // namespace

void add_show_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<ShowCommand>();
    CLI::App* command = root.add_subcommand("show", "Show what a package holds");
    add_package_options(*command, options->package);
    CLI::Option* json = command->add_flag(
        "--json",
        options->json,
        "Print the manifest (schemas/manifest-v1.schema.json)"
    );
    CLI::Option* runbook =
        command->add_flag("--runbook", options->runbook, "Print the operator's page, RUNBOOK.md")
            ->excludes(json);
    command
        ->add_flag(
            "--diff",
            options->diff,
            "Print what restoring changes in each repeatable, repeatables.diff"
        )
        ->excludes(json)
        ->excludes(runbook);
    command->footer(manual("show"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_show(*options, runtime); };
    });
}

}  // namespace rollpack::cli

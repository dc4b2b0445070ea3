#include "commands/commands.hpp"
#include "manual.hpp"
#include "render/package.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct ShowCommand {
    std::string package;
    bool json = false;
    bool runbook = false;
};

int run_show(const ShowCommand& options, Runtime& runtime) {
    const packager::VerifiedPackage package = packager::open_package(options.package);
    if (options.json) {
        *runtime.out << packager::to_json(package.manifest());
    } else if (options.runbook) {
        *runtime.out << render_runbook(package);
    } else {
        *runtime.out << render_package(package);
    }
    return 0;
}

}  // namespace

void add_show_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<ShowCommand>();
    CLI::App* command = root.add_subcommand("show", "Show what a package holds");
    command->add_option("package", options->package, "The package: archive or folder")->required();
    CLI::Option* json = command->add_flag(
        "--json",
        options->json,
        "Print the manifest (schemas/manifest-v1.schema.json)"
    );
    command->add_flag("--runbook", options->runbook, "Print the operator's page, RUNBOOK.md")
        ->excludes(json);
    command->footer(manual("show"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_show(*options, runtime); };
    });
}

}  // namespace rollpack::cli

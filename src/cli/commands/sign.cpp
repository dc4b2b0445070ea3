#include "rollpack/app/sign.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "package_options.hpp"
#include "progress.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct SignCommand {
    PackageOptions package;
    std::string key;
};

int run_sign(const SignCommand& options, Runtime& runtime) {
    const app::SignResult result = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::sign_package(
            {{options.package.path, options.package.limits, {}, {}}, options.key},
            progress
        );
    }();
    *runtime.err << fmt::format("signed with {}\n", printable(result.key));
    *runtime.out << printable(result.signature.string()) << "\n";
    if (result.provenance_signature) {
        *runtime.out << printable(result.provenance_signature->string()) << "\n";
    }
    return 0;
}

}  // namespace

void add_sign_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<SignCommand>();
    CLI::App* command = root.add_subcommand("sign", "Sign a package, and its provenance, with SSH");
    add_package_options(*command, options->package);
    command
        ->add_option(
            "--key",
            options->key,
            "Private SSH key to sign with, or the public one of a key that the agent holds"
        )
        ->type_name("FILE")
        ->required();
    command->footer(manual("sign"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_sign(*options, runtime); };
    });
}

}  // namespace rollpack::cli

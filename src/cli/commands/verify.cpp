#include "render/verify.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "progress.hpp"
#include "trust_options.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct VerifyCommand {
    PackageOptions package;
    std::optional<std::string> repository;
    std::optional<std::string> environment;
    TrustOptions trust;
    bool json = false;
};

int run_verify(const VerifyCommand& options, Runtime& runtime) {
    const Trust trust = trust_of(options.trust, options.environment, runtime);
    app::VerifyRequest request{package_file(options.package, options.trust, trust), std::nullopt};
    if (options.repository) {
        request.repository = *options.repository;
    }
    const app::VerifiedArtifact verified = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::verify_package(request, progress);
    }();
    *runtime.out << (options.json ? verify_to_json(verified) : render_verify(verified));
    return verify_status(verified);
}

}  // namespace

void add_verify_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<VerifyCommand>();
    CLI::App* command =
        root.add_subcommand("verify", "Check that a package is whole, signed, and what git gives");
    add_package_options(*command, options->package);
    add_trust_options(*command, options->trust);
    command
        ->add_option(
            "--env",
            options->environment,
            "The environment of rollpack.toml whose demands are checked"
        )
        ->type_name("NAME");
    command
        ->add_option(
            "--repo",
            options->repository,
            "Build the package again from this repository, with the recorded commits and options, "
            "and compare"
        )
        ->type_name("DIR");
    command->add_flag("--json", options->json, "Print a document of schemas/verify-v1.schema.json");
    command->footer(manual("verify"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_verify(*options, runtime); };
    });
}

}  // namespace rollpack::cli

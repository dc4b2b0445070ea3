#include "render/status.hpp"

#include "commands/commands.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "trust_options.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct StatusCommand {
    PackageOptions package;
    DatabaseOptions database;
    TrustOptions trust;
    bool json = false;
};

int run_status(const StatusCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    std::optional<app::PackageFile> package;
    if (!options.package.path.empty()) {
        package = package_file(options.package, options.trust, around.trust);
    }
    const app::StatusRequest request{
        database_target(options.database, around),
        std::move(package),
        plan_options(options.database, around.flyway, runtime),
        allowed_codes(options.database.allow)};
    const app::StatusResult status = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::read_status(request, progress);
    }();
    *runtime.err << render_findings(
        status.package_plan ? status.package_plan->findings : status.findings
    );
    *runtime.out
        << (options.json ? status_to_json(status)
                         : render_status(status, executor::describe(request.database.connection)));
    return 0;
}

}  // namespace

void add_status_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<StatusCommand>();
    CLI::App* command = root.add_subcommand(
        "status",
        "Show a database's version, scripts and lock, and what a package would do"
    );
    add_package_options(*command, options->package, Presence::optional);
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    add_plan_options(*command, options->database);
    add_trust_options(*command, options->trust);
    command->add_flag("--json", options->json, "Print a document of schemas/status-v1.schema.json");
    command->footer(manual("status"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_status(*options, runtime); };
    });
}

}  // namespace rollpack::cli

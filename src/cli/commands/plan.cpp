#include "render/plan.hpp"

#include "commands/commands.hpp"
#include "commands/show_plan.hpp"
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

struct PlanCommand {
    PackageOptions package;
    DatabaseOptions database;
    TrustOptions trust;
    bool json = false;
};

int run_plan(const PlanCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    const app::PlanRequest request{
        package_file(options.package, options.trust, around.trust),
        database_target(options.database, around),
        plan_options(options.database, around.flyway, runtime),
        allowed_codes(options.database.allow)};
    return show_plan(request, options.json ? PlanForm::json : PlanForm::text, runtime);
}

}  // namespace

int show_plan(const app::PlanRequest& request, PlanForm form, Runtime& runtime) {
    const app::PlanResult planned = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::plan_rollback(request, progress);
    }();
    *runtime.err << render_findings(planned.findings);
    *runtime.out
        << (form == PlanForm::json
                ? plan_to_json(planned)
                : render_plan(planned, executor::describe(request.database.connection)));
    if (planned.refused) {
        *runtime.err << "refused: " << count_findings(planned.findings)
                     << "; apply would change nothing\n";
        return refused_status();
    }
    return 0;
}

void add_plan_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<PlanCommand>();
    CLI::App* command = root.add_subcommand("plan", "Show what apply would do, and change nothing");
    add_package_options(*command, options->package);
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    add_plan_options(*command, options->database);
    add_trust_options(*command, options->trust);
    command->add_flag("--json", options->json, "Print a document of schemas/plan-v1.schema.json");
    command->footer(manual("plan"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_plan(*options, runtime); };
    });
}

}  // namespace rollpack::cli

#include "commands/commands.hpp"
#include "commands/show_plan.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "render/plan.hpp"
#include "render/report.hpp"
#include "rollpack/core/error.hpp"
#include "trust_options.hpp"

#include <istream>
#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct ApplyCommand {
    PackageOptions package;
    DatabaseOptions database;
    TrustOptions trust;
    std::optional<std::string> lock_patience;
    std::string reason;
    bool no_journal = false;
    bool dry_run = false;
    bool yes = false;
    bool quiet_notices = false;
    bool json = false;
};

/// Shows the plan and asks. The progress line must be gone by then: it is on the same terminal.
app::Confirm ask(const std::string& database, Runtime& runtime) {
    return [database, &runtime](const app::PlanResult& planned) {
        *runtime.err << render_findings(planned.findings) << render_plan(planned, database)
                     << "\nGo on? Type yes: " << std::flush;
        std::string answer;
        std::getline(*runtime.in, answer);
        return answer == "yes";
    };
}

void require_terminal(const ApplyCommand& options, const Runtime& runtime) {
    if (!options.yes && !runtime.in_is_terminal) {
        throw core::Error(
            core::ErrorCode::usage,
            "there is no terminal to ask on",
            "Look at the plan with `rollpack plan`, then give --yes to apply without a question."
        );
    }
}

app::ApplyRequest make_request(const ApplyCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    return {
        {package_file(options.package, options.trust, around.trust),
         database_target(options.database, around),
         plan_options(options.database, around.flyway, runtime),
         allowed_codes(options.database.allow)},
        lock_patience(options.lock_patience, around),
        options.reason,
        !options.no_journal};
}

int tell(const app::ApplyResult& result, const ApplyCommand& options, Runtime& runtime) {
    if (options.yes || !result.report) {
        *runtime.err << render_findings(result.planned.findings);
    }
    if (options.json) {
        *runtime.out << report_to_json(result);
    }
    if (!result.report) {
        *runtime.err << "refused: " << count_findings(result.planned.findings)
                     << "; nothing was changed\n";
        return refused_status();
    }
    const int status = core::exit_status(result.report->ending);
    std::ostream& stream = status == 0 && !options.json ? *runtime.out : *runtime.err;
    stream << render_report(*result.report);
    return status;
}

int run_apply(const ApplyCommand& options, Runtime& runtime) {
    const app::ApplyRequest request = make_request(options, runtime);
    if (options.dry_run) {
        return show_plan(request.plan, options.json ? PlanForm::json : PlanForm::text, runtime);
    }
    require_terminal(options, runtime);
    const std::string database = executor::describe(request.plan.database.connection);
    const app::ApplyResult result = [&] {
        ProgressText progress(
            runtime,
            options.quiet_notices ? ProgressText::Notices::hide : ProgressText::Notices::show
        );
        return app::apply_package(
            request,
            options.yes ? app::Confirm{} : ask(database, runtime),
            progress
        );
    }();
    return tell(result, options, runtime);
}

}  // namespace

void add_apply_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<ApplyCommand>();
    CLI::App* command =
        root.add_subcommand("apply", "Take a database back to the package's target version");
    add_package_options(*command, options->package);
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    add_plan_options(*command, options->database);
    add_trust_options(*command, options->trust);
    command
        ->add_option(
            "--lock-patience",
            options->lock_patience,
            "How long to wait for Flyway's lock on the history (default: Flyway's lockRetryCount, "
            "which is 50s)"
        )
        ->type_name("DURATION");
    command
        ->add_option("--reason", options->reason, "Why; kept in the journal, for example a ticket")
        ->type_name("REASON");
    command->add_flag(
        "--no-journal",
        options->no_journal,
        "Neither make, read nor write rollpack's journal, for who may not have a table"
    );
    command->add_flag("--dry-run", options->dry_run, "Only show the plan, as `rollpack plan` does");
    command->add_flag("--yes", options->yes, "Do not ask; needed where there is no terminal");
    command
        ->add_flag("--quiet-notices", options->quiet_notices, "Do not show the server's notices");
    command->add_flag("--json", options->json, "Print a document of schemas/report-v1.schema.json");
    command->footer(manual("apply"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_apply(*options, runtime); };
    });
}

}  // namespace rollpack::cli

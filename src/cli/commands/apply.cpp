#include "commands/commands.hpp"
#include "commands/show_plan.hpp"
#include "data_options.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "render/plan.hpp"
#include "render/proof.hpp"
#include "render/report.hpp"
#include "rollpack/app/kept.hpp"
#include "rollpack/app/report_document.hpp"
#include "rollpack/core/error.hpp"
#include "saved_plan_options.hpp"
#include "text.hpp"
#include "time_options.hpp"
#include "trust_options.hpp"

#include <chrono>
#include <istream>
#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct ApplyCommand {
    PackageOptions package;
    DatabaseOptions database;
    DataOptions data;
    std::optional<std::string> include_failed;
    TrustOptions trust;
    SavedPlanOptions saved;
    TimeOptions times;
    std::optional<std::string> in_doubt;
    std::string reason;
    std::optional<std::string> report;
    std::string on_difference = "report";
    bool check_drift = false;
    bool trial = false;
    bool no_journal = false;
    bool dry_run = false;
    bool yes = false;
    bool quiet_notices = false;
    bool json = false;
};

/// Shows the plan and asks. The progress line must be gone by then: it is on the same terminal.
app::Confirm ask(const std::string& database, bool is_trial, Runtime& runtime) {
    const std::string question = is_trial ? "Try it, and roll back?" : "Go on?";
    return [database, question, &runtime](const app::PlanResult& planned) {
        *runtime.err << render_findings(planned.findings) << render_plan(planned, database) << "\n"
                     << question << " Type yes: " << std::flush;
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

/// A plan that keeps data in files does not say where: the folder is named when it is applied.
void require_kept_place(const app::ApplyRequest& request) {
    const bool in_files = request.plan.data.keep == core::DataPolicy::Keep::in_files;
    if (in_files == request.kept_folder.has_value()) {
        return;
    }
    throw core::Error(
        core::ErrorCode::usage,
        in_files ? "the saved plan keeps data in files, and nothing says where"
                 : "the saved plan does not keep data in files",
        in_files ? "Give --keep-data=DIR with a new folder."
                 : "Leave --keep-data out: what is kept is in the plan."
    );
}

/// The saved plan's approvals, and that the plan of now is that one.
void hold_to(
    const std::optional<app::SavedPlan>& saved,
    const ApplyCommand& options,
    const app::ApprovalSettings& settings,
    app::ApplyRequest& request,
    Runtime& runtime
) {
    const app::CheckedApprovals checked = check_approvals(
        approval_demands(options.saved.approvals, options.trust, settings),
        options.saved.approvals,
        saved ? &*saved : nullptr
    );
    for (const std::string& ignored : checked.ignored) {
        *runtime.err << "note: " << printable(ignored) << "\n";
    }
    request.approvals = checked.approvals;
    if (!saved) {
        return;
    }
    take_over(*saved, request.plan);
    request.plan.options.journal = !options.no_journal;
    require_kept_place(request);
    request.plan_sha256 = saved->sha256;
    request.check = [saved,
                     inputs = plan_inputs(request.plan, runtime)](const app::PlanResult& planned) {
        app::require_unchanged(*saved, app::describe_plan(planned, inputs));
    };
}

std::optional<executor::DoubtAnswer> doubt_answer(const std::optional<std::string>& word) {
    if (!word) {
        return std::nullopt;
    }
    return *word == "done" ? executor::DoubtAnswer::done : executor::DoubtAnswer::not_done;
}

/// Others wait behind a trial for nothing, so it is short and patient with nobody, unless it is told to.
void make_trial(const ApplyCommand& options, app::ApplyRequest& request) {
    constexpr std::chrono::milliseconds short_timeout{1'000};
    std::optional<core::TransactionMode>& mode = request.plan.options.transaction;
    if (mode.value_or(core::TransactionMode::package) != core::TransactionMode::package) {
        throw core::Error(
            core::ErrorCode::usage,
            "--trial does not go with a run of several transactions",
            "Only a run in one transaction can be rolled back as a whole: leave --transaction out."
        );
    }
    mode = core::TransactionMode::package;
    request.trial = true;
    if (!options.database.lock_timeout) {
        request.times.lock_timeout = short_timeout;
    }
    if (!options.times.lock_patience) {
        request.times.lock_patience = {};
        request.lock_patience = {};
    }
}

app::ApplyRequest make_request(const ApplyCommand& options, Runtime& runtime) {
    const std::optional<app::SavedPlan> saved = read_plan(options.saved);
    const DatabaseOptions database = with_saved(options.database, saved);
    const TrustOptions trust = package_trust(options.trust, options.saved.approvals);
    const Surroundings around = surroundings_of(database, trust, runtime);
    app::ApplyRequest request{
        {package_file(options.package, trust, around.trust),
         database_target(database, around),
         plan_options(database, around.flyway, runtime),
         allowed_codes(database.allow),
         data_policy(options.data)},
        lock_patience(options.times.lock_patience, around),
        options.reason,
        !options.no_journal,
        {},
        kept_folder(options.data)};
    request.plan.options.journal = !options.no_journal;
    request.times = run_times(options.times, options.database);
    request.in_doubt = doubt_answer(options.in_doubt);
    request.plan.options.include_failed = failed_versions(options.include_failed);
    request.check_drift = options.check_drift;
    request.on_difference = options.on_difference == "refuse" ? app::OnDifference::refuse
                                                              : app::OnDifference::report;
    hold_to(saved, options, around.trust.approvals, request, runtime);
    if (options.trial) {
        make_trial(options, request);
    }
    return request;
}

app::ReportInputs report_inputs(const app::ApplyRequest& request, const Runtime& runtime) {
    app::ReportInputs inputs;
    inputs.plan = plan_inputs(request.plan, runtime);
    inputs.reason = request.reason;
    inputs.approvals = request.approvals;
    inputs.plan_sha256 = request.plan_sha256;
    return inputs;
}

/// "rollpack-restore-1f2e3d4c.sql" beside the report, else in the working folder.
std::filesystem::path restore_path(const ApplyCommand& options, const core::Report& report) {
    constexpr std::size_t short_id = 8;
    const std::filesystem::path folder = options.report
        ? std::filesystem::path{*options.report}.parent_path()
        : "";
    return folder / ("rollpack-restore-" + report.run_id.substr(0, short_id) + ".sql");
}

/// Says where the data is that the run kept, and writes what brings it back. The run is committed: a
/// script that cannot be written is told and changes nothing else. Gives the files.
std::vector<std::string> tell_kept(
    const app::ApplyResult& result,
    const ApplyCommand& options,
    Runtime& runtime
) {
    if (!result.report || result.report->ending != core::Ending::done) {
        return {};
    }
    if (const auto folder = kept_folder(options.data);
        folder && !result.planned.assessment.kept.empty()) {
        const std::string script = (*folder / "restore.sql").string();
        *runtime.err << "kept: " << printable(folder->string()) << "; " << printable(script)
                     << " brings it back\n";
        return {(*folder / "kept.json").string(), script};
    }
    if (result.report->kept_schema.empty()) {
        return {};
    }
    const std::string script = restore_path(options, *result.report).string();
    try {
        write_output_file(script, app::restore_script(result.planned, *result.report));
    } catch (const core::Error& error) {
        *runtime.err << "warning: the restore script could not be written: "
                     << printable(error.message()) << "\n";
        return {};
    }
    *runtime.err << "kept: the schema " << printable(result.report->kept_schema) << "; "
                 << printable(script) << " brings it back\n";
    return {script};
}

int tell(
    const app::ApplyResult& result,
    const ApplyCommand& options,
    app::ReportInputs inputs,
    Runtime& runtime
) {
    inputs.kept_files = tell_kept(result, options, runtime);
    const std::string document = app::report_document(result, inputs);
    if (options.yes || !result.report) {
        *runtime.err << render_findings(result.planned.findings);
    }
    if (options.json) {
        *runtime.out << document;
    }
    if (options.report) {
        write_output_file(*options.report, document);
    }
    if (result.drift) {
        *runtime.err << render_proof(*result.drift) << "refused: drift; nothing was changed\n";
        return refused_status();
    }
    if (!result.report) {
        *runtime.err << "refused: " << count_findings(result.planned.findings)
                     << "; nothing was changed\n";
        return refused_status();
    }
    const int status = core::exit_status(result.report->ending);
    std::ostream& stream = status == 0 && !options.json ? *runtime.out : *runtime.err;
    stream << render_report(*result.report);
    if (result.trial) {
        stream << "\n" << render_trial(*result.trial);
    }
    if (result.proof) {
        stream << "\n" << render_proof(*result.proof);
    }
    return status;
}

app::ApplyResult apply(
    const ApplyCommand& options,
    const app::ApplyRequest& request,
    Runtime& runtime
) {
    ProgressText progress(
        runtime,
        options.quiet_notices ? ProgressText::Notices::hide : ProgressText::Notices::show
    );
    const std::string database = executor::describe(request.plan.database.connection);
    return app::apply_package(
        request,
        options.yes ? app::Confirm{} : ask(database, options.trial, runtime),
        progress
    );
}

int run_apply(const ApplyCommand& options, Runtime& runtime) {
    const app::ApplyRequest request = make_request(options, runtime);
    if (options.dry_run) {
        return show_plan(request.plan, options.json ? PlanForm::json : PlanForm::text, runtime);
    }
    require_terminal(options, runtime);
    const app::ReportInputs inputs = report_inputs(request, runtime);
    try {
        return tell(apply(options, request, runtime), options, inputs, runtime);
    } catch (const core::Error& error) {
        if (options.report) {
            write_output_file(*options.report, app::report_document(error, inputs));
        }
        throw;
    }
}

void add_run_options(CLI::App& command, ApplyCommand& options) {
    add_time_options(command, options.times);
    command
        .add_option(
            "--in-doubt",
            options.in_doubt,
            "What became of the statement that an earlier run began outside of a transaction, where "
            "rollpack cannot see it: done, or not-done (it is run again)"
        )
        ->type_name("ANSWER")
        ->check(CLI::IsMember({"done", "not-done"}));
    command
        .add_option("--reason", options.reason, "Why; kept in the journal, for example a ticket")
        ->type_name("REASON");
    command
        .add_option(
            "--report",
            options.report,
            "Write what was done, or why nothing was, to this file (schemas/report-v1.schema.json)"
        )
        ->type_name("FILE");
    command.add_flag(
        "--no-journal",
        options.no_journal,
        "Neither make, read nor write rollpack's journal, for who may not have a table"
    );
    command.add_flag(
        "--trial",
        options.trial,
        "Run everything on the database itself in one transaction, with short lock timeouts, tell what "
        "it did and locked, and roll back"
    );
    command
        .add_option(
            "--on-difference",
            options.on_difference,
            "With a rehearsed package, when the schema is not the target's before COMMIT: refuse what was "
            "there before the run too, or report that as drift (default); what the run itself caused is "
            "refused in both"
        )
        ->type_name("ANSWER")
        ->check(CLI::IsMember({"report", "refuse"}));
    command.add_flag(
        "--check-drift",
        options.check_drift,
        "With a rehearsed package: run nothing when the schema is not the one recorded of the database's "
        "version"
    );
    command.add_flag("--dry-run", options.dry_run, "Only show the plan, as `rollpack plan` does");
    command.add_flag("--yes", options.yes, "Do not ask; needed where there is no terminal");
    command.add_flag("--quiet-notices", options.quiet_notices, "Do not show the server's notices");
    command.add_flag(
        "--json",
        options.json,
        "Print a document of schemas/report-v1.schema.json, as --report writes it"
    );
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
    add_data_options(*command, options->data);
    add_failed_option(*command, options->include_failed);
    add_trust_options(*command, options->trust);
    add_run_options(*command, *options);
    add_saved_plan_options(*command, options->saved);
    command->footer(manual("apply"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_apply(*options, runtime); };
    });
}

}  // namespace rollpack::cli

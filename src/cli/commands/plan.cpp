#include "render/plan.hpp"

#include "commands/commands.hpp"
#include "commands/show_plan.hpp"
#include "data_options.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "render/findings.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/release.hpp"
#include "trust_options.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace rollpack::cli {

namespace {

struct PlanCommand {
    PackageOptions package;
    DatabaseOptions database;
    DataOptions data;
    std::optional<std::string> include_failed;
    TrustOptions trust;
    std::string format = "text";
    std::optional<std::string> out;
    std::optional<std::string> sql;
    bool no_journal = false;
    bool json = false;
};

app::PlannedSql plan_sql(
    const app::PlanRequest& request,
    const PlanCommand& options,
    Runtime& runtime
) {
    executor::PlanSqlOptions sql;
    sql.run.tool_version = ROLLPACK_VERSION;
    sql.run.journal = !options.no_journal;
    sql.run.environment = request.database.environment;
    sql.made_at = core::format_utc(runtime.now_unix());
    sql.file = std::filesystem::path{*options.sql}.filename().string();
    ProgressText progress(runtime, ProgressText::Notices::hide);
    return app::plan_rollback_sql(request, sql, progress);
}

int run_plan(const PlanCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    app::PlanRequest request{
        package_file(options.package, options.trust, around.trust),
        database_target(options.database, around),
        plan_options(options.database, around.flyway, runtime),
        allowed_codes(options.database.allow),
        data_policy(options.data)};
    request.options.include_failed = failed_versions(options.include_failed);
    const PlanForm form = plan_form(options.format, options.json);
    if (!options.sql) {
        return show_plan(request, form, runtime, options.out);
    }
    const app::PlannedSql planned = plan_sql(request, options, runtime);
    if (planned.sql) {
        write_output_file(*options.sql, *planned.sql);
    }
    return tell_plan(planned.planned, request, {form, options.out}, runtime);
}

}  // namespace

PlanForm plan_form(const std::string& format, bool json) {
    if (json || format == "json") {
        return PlanForm::json;
    }
    if (format == "text" || format == "markdown") {
        return format == "text" ? PlanForm::text : PlanForm::markdown;
    }
    throw core::Error(
        core::ErrorCode::usage,
        fmt::format("--format {} is none of text, markdown and json", format)
    );
}

app::PlanInputs plan_inputs(const app::PlanRequest& request, const Runtime& runtime) {
    app::PlanInputs inputs;
    inputs.options = request.options;
    inputs.policy = request.data;
    inputs.allowed = request.allowed;
    inputs.address = executor::describe(request.database.connection);
    inputs.made_at = core::format_utc(runtime.now_unix());
    return inputs;
}

std::string render_plan(const app::PlanDocument& document, PlanForm form) {
    switch (form) {
    case PlanForm::json:
        return app::write_plan_document(document);
    case PlanForm::markdown:
        return plan_to_markdown(document);
    case PlanForm::text:
        return render_plan(document);
    }
    throw core::Error(core::ErrorCode::internal, "a form of a plan that does not exist");
}

int show_plan(
    const app::PlanRequest& request,
    PlanForm form,
    Runtime& runtime,
    const std::optional<std::string>& out
) {
    const app::PlanResult planned = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::plan_rollback(request, progress);
    }();
    return tell_plan(planned, request, {form, out}, runtime);
}

int tell_plan(
    const app::PlanResult& planned,
    const app::PlanRequest& request,
    const PlanOutput& output,
    Runtime& runtime
) {
    *runtime.err << render_findings(planned.findings);
    const app::PlanDocument document = app::describe_plan(planned, plan_inputs(request, runtime));
    if (output.file) {
        write_output_file(*output.file, app::write_plan_document(document));
    }
    *runtime.out << render_plan(document, output.form);
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
    add_data_options(*command, options->data);
    add_failed_option(*command, options->include_failed);
    add_trust_options(*command, options->trust);
    command
        ->add_option(
            "--out",
            options->out,
            "Save the plan (schemas/plan-v1.schema.json), to be approved, and applied as it is"
        )
        ->type_name("PLAN");
    command
        ->add_option(
            "--sql",
            options->sql,
            "Write the whole rollback as one SQL file, which psql runs on this database where no new "
            "tool may; it holds the values of placeholders"
        )
        ->type_name("FILE");
    command->add_flag(
        "--no-journal",
        options->no_journal,
        "With --sql: the file leaves no row in rollpack's journal"
    );
    command
        ->add_option(
            "--format",
            options->format,
            "How to print the plan: text, markdown (for a ticket), json (default: text)"
        )
        ->type_name("FORMAT");
    command->add_flag(
        "--json",
        options->json,
        "Print a document of schemas/plan-v1.schema.json, as --format json does"
    );
    command->footer(manual("plan"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_plan(*options, runtime); };
    });
}

}  // namespace rollpack::cli

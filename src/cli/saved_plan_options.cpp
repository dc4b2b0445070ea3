#include "saved_plan_options.hpp"

#include "rollpack/core/error.hpp"

#include <array>
#include <utility>

namespace rollpack::cli {

namespace {

/// Options whose values are in the plan already.
constexpr auto excluded = std::to_array<const char*>({
    "--accept-data-loss",
    "--allow",
    "--dry-run",
    "--history-dialect",
    "--include-failed",
    "--schema",
    "--table",
    "--transaction",
});

}  // namespace

void add_saved_plan_options(CLI::App& command, SavedPlanOptions& options) {
    CLI::Option* const plan =
        command
            .add_option(
                "--plan",
                options.plan,
                "Run exactly this plan, which `rollpack plan --out` saved, or "
                "refuse and show what changed since"
            )
            ->type_name("PLAN");
    for (const char* const name : excluded) {
        plan->excludes(command.get_option(name));
    }
    add_approval_options(command, options.approvals);
}

std::optional<app::SavedPlan> read_plan(const SavedPlanOptions& options) {
    return options.plan ? std::optional{app::read_saved_plan(*options.plan)} : std::nullopt;
}

DatabaseOptions with_saved(DatabaseOptions options, const std::optional<app::SavedPlan>& saved) {
    if (!saved) {
        return options;
    }
    const app::PlanDocument& document = saved->document;
    if (!options.url && !options.environment && !document.environment.empty()) {
        options.environment = document.environment;
    }
    options.schema = document.history_table.schema;
    options.table = document.history_table.table;
    return options;
}

void take_over(const app::SavedPlan& saved, app::PlanRequest& request) {
    app::PlanInputs inputs = app::saved_inputs(saved);
    inputs.options.placeholders = std::move(request.options.placeholders);
    request.options = std::move(inputs.options);
    request.allowed = std::move(inputs.allowed);
    request.data = std::move(inputs.policy);
}

}  // namespace rollpack::cli

#pragma once

#include "approval_options.hpp"
#include "options.hpp"
#include "rollpack/app/apply.hpp"
#include "rollpack/app/saved_plan.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace rollpack::cli {

/// Options with which apply runs exactly a plan that was saved, and maybe approved.
struct SavedPlanOptions {
    std::optional<std::string> plan;
    ApprovalOptions approvals;
};

/// --plan, --approvals, --approvals-file. Add it behind the options that shape a plan: --plan excludes
/// them.
void add_saved_plan_options(CLI::App& command, SavedPlanOptions& options);

/// None without --plan. @throws core::Error as app::read_saved_plan.
std::optional<app::SavedPlan> read_plan(const SavedPlanOptions& options);

/// The environment and the place of the history that the plan was made for, where the command line
/// does not say other ones.
DatabaseOptions with_saved(DatabaseOptions options, const std::optional<app::SavedPlan>& saved);

/// What the plan was made from, taken over from the saved one; the values of placeholders, which it does
/// not hold, stay the request's.
void take_over(const app::SavedPlan& saved, app::PlanRequest& request);

}  // namespace rollpack::cli

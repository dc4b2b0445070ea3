#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/cli/run.hpp"

#include <optional>
#include <string>

namespace rollpack::cli {

enum class PlanForm {
    text,
    markdown,
    json
};

/// "text", "markdown" or "json"; --json says the last. @throws core::Error usage for another word.
PlanForm plan_form(const std::string& format, bool json);

/// What a plan is made from, for its document.
app::PlanInputs plan_inputs(const app::PlanRequest& request, const Runtime& runtime);

/// The plan in a form.
std::string render_plan(const app::PlanDocument& document, PlanForm form);

/// Makes and prints a plan with its findings, and saves its document in the file `out` where one is
/// given; what `plan` and `apply --dry-run` do. Gives the exit status.
int show_plan(
    const app::PlanRequest& request,
    PlanForm form,
    Runtime& runtime,
    const std::optional<std::string>& out = std::nullopt
);

}  // namespace rollpack::cli

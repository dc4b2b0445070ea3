#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/cli/run.hpp"

namespace rollpack::cli {

enum class PlanForm {
    text,
    json
};

/// Makes and prints a plan with its findings; what `plan` and `apply --dry-run` do. Gives the exit status.
int show_plan(const app::PlanRequest& request, PlanForm form, Runtime& runtime);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/apply.hpp"

#include <string>

namespace rollpack::cli {

/// A plan for a person: one line that says it all, then every step with its reason, then what is left
/// out and why. `database` names it, without secrets.
std::string render_plan(const app::PlanResult& planned, const std::string& database);

/// The same as a document of schemas/plan-v1.schema.json.
std::string plan_to_json(const app::PlanResult& planned);

}  // namespace rollpack::cli

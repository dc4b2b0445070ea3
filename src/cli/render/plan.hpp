#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/app/plan_document.hpp"

#include <string>

namespace rollpack::cli {

/// A plan for a person, in 100 columns: one summary first, then how it runs, every step with its reason,
/// what is lost, locked and kept, and what is left out.
std::string render_plan(const app::PlanDocument& document);

/// The same. `database` names it, without secrets.
std::string render_plan(const app::PlanResult& planned, const std::string& database);

/// The same for a ticket or a pull request. Nothing in it that came from the package or the database is
/// markup.
std::string plan_to_markdown(const app::PlanDocument& document);

}  // namespace rollpack::cli

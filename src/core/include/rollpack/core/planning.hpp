#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/placeholder.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/plan_options.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/core/server_facts.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <vector>

namespace rollpack::core {

/// What a plan is made from, and refers to.
struct PlanInputs {
    const Selection& selection;  ///< where placeholders, naming and history come from, too
    const History& history;
    const ServerFacts& facts;
    const PlanOptions& options;
    const AnalyzeSql& analyze;
};

/// The package's afterConnect callbacks, in Flyway's order, to be run right after connecting: before
/// the history is looked for, which is why a schema that neither the package nor the operator names is
/// the connection's. Faults go to `findings`. A callback whose shouldExecute is false is left out; the
/// plan lists it. None with PlanOptions::skip_callbacks.
std::vector<StepScript> after_connect_scripts(
    const Selection& selection,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze,
    Findings& findings
);

/// What has to be known of the live catalog to order `plan`, which was made without
/// ServerFacts::dependencies: make_plan() is to be called once more with the answers. No names where
/// they would change nothing.
DependencyQuestions dependency_questions(const Plan& plan, const Selection& selection);

/// Decides what to do. Faults go to `findings`; a plan with errors there must not be run. Pure: no
/// clock, no server. The whole range is checked: every version in force above the target needs its
/// undo script, written for the V text that is applied (Java migrations have no text to compare).
/// Undo scripts run in the reverse of the order of application; what repeatables own and what an undo
/// script would trip over is dropped directly before it, and what else depends on that refuses the plan
/// (dependant_unowned). Then retired repeatables are dropped,
/// then the target release's are run whose text differs or whose objects were dropped or replaced by
/// this run or by undo scripts of an earlier one. A database below the target is left alone, and one that
/// has nothing of the package's project is refused.
/// If anything runs, the package's SQL callbacks run at their places as if the rollback were Flyway's
/// `undo` followed by its `migrate`; those without an occasion are among the skipped.
/// A failed row refuses, unless PlanOptions::include_failed says that its version is to be taken back;
/// so does a version that include_failed names and that cannot have stopped half-way (not_half_applied).
Plan make_plan(const PlanInputs& inputs, const Sha256& content_sha256, Findings& findings);

}  // namespace rollpack::core

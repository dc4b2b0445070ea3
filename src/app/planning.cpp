#include "detail/planning.hpp"

#include "rollpack/app/rehearsal_durations.hpp"
#include "rollpack/core/assessment.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/ordered_plan.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace rollpack::app {

namespace {

core::LiveFacts look(
    const core::Plan& plan,
    std::chrono::milliseconds budget,
    executor::Database& database
) {
    core::LiveFacts facts = database.look(core::questions_for(plan), budget);
    const core::LiveQuestions further = core::further_questions(plan, facts);
    if (!further.relations.empty() || !further.schemas.empty()) {
        core::LiveFacts more = database.look(further, budget);
        more.relations.merge(facts.relations);  // a second answer to the same question says more
        more.schemas.merge(facts.schemas);
        facts.relations = std::move(more.relations);
        facts.schemas = std::move(more.schemas);
    }
    return facts;
}

/// A view's definition is read with a lock on it and on what it reads.
std::int64_t locks_of_reading(const core::Fingerprint& fingerprint) {
    using enum core::SchemaKind;
    const auto count = [&](std::initializer_list<core::SchemaKind> kinds) {
        return std::ranges::count_if(fingerprint.objects, [&](const core::SchemaObject& object) {
            return std::ranges::find(kinds, object.kind) != kinds.end();
        });
    };
    const std::int64_t views = count({view, materialized_view});
    return views == 0 ? 0 : views + count({table, foreign_table});
}

void require_one_transaction(const PlanRequest& request) {
    if (request.data.keep != core::DataPolicy::Keep::nothing
        && request.options.transaction.value_or(core::TransactionMode::package)
            != core::TransactionMode::package) {
        throw core::Error(
            core::ErrorCode::usage,
            "--keep-data does not go with --transaction script",
            "Data is saved and dropped in one transaction, so that no row is lost in between: leave one "
            "of the two out."
        );
    }
}

}  // namespace

core::HistoryLocation history_location(
    const DatabaseTarget& database,
    core::HistoryLocation packaged
) {
    if (database.schema) {
        packaged.schema = database.schema;
    }
    if (database.table) {
        packaged.table = *database.table;
    }
    return packaged;
}

PlanResult plan_for(
    const OpenedPackage& opened,
    const core::HistoryTable& table,
    const PlanRequest& request,
    executor::Database& database
) {
    const auto& rehearsal = opened.package.rehearsal();
    PlanRequest with_proof = request;
    with_proof.options.locks_of_proof = rehearsal ? locks_of_reading(rehearsal->target) : 0;
    PlanResult planned = plan_for(
        opened.package.selection(),
        opened.package.content_sha256(),
        table,
        with_proof,
        database
    );
    planned.signature = opened.signature;
    if (rehearsal) {
        planned.forecast = core::forecast(
            planned.plan,
            *rehearsal,
            read_undo_durations(request.package.path, opened.package.content_sha256())
        );
    }
    return planned;
}

PlanResult plan_for(
    const core::Selection& selection,
    const core::Sha256& content_sha256,
    const core::HistoryTable& table,
    const PlanRequest& request,
    executor::Database& database
) {
    core::require_known_versions(request.data, selection);
    require_one_transaction(request);
    core::Findings findings(request.allowed);
    core::check_flyway_environment(request.database.flyway, &selection, findings);
    core::ServerFacts facts = database.planning_facts(table, request.options.journal);
    const core::History history =
        core::History::read(table, database.read_history(table), findings);
    core::Plan plan = executor::make_ordered_plan(
        {selection, content_sha256, history, request.options},
        facts,
        database,
        findings
    );
    core::Assessment assessment;
    if (!plan.steps.empty()) {
        assessment = core::assess(
            plan,
            selection,
            history,
            look(plan, request.look_budget, database),
            request.data,
            executor::analyze_sql,
            findings
        );
    }
    return {
        std::move(plan),
        std::move(facts),
        findings.sorted(),
        findings.has_errors(),
        std::nullopt,
        std::move(assessment),
        request.database.settings_files,
        request.database.environment};
}

}  // namespace rollpack::app

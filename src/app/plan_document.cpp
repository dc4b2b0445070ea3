#include "rollpack/app/plan_document.hpp"

namespace rollpack::app {

namespace {

PlannedScript describe(const core::StepScript& script) {
    return {
        script.path,
        script.sha256,
        core::digest_of(script.text),
        script.analysis.statements.size(),
        script.outside_transaction};
}

StepKind kind_of(const core::Step& step) {
    if (std::holds_alternative<core::UndoStep>(step)) {
        return StepKind::undo;
    }
    if (std::holds_alternative<core::RetireStep>(step)) {
        return StepKind::retire;
    }
    if (std::holds_alternative<core::ClearStep>(step)) {
        return StepKind::clear;
    }
    if (std::holds_alternative<core::PutBackStep>(step)) {
        return StepKind::put_back;
    }
    if (std::holds_alternative<core::CallbackStep>(step)) {
        return StepKind::callback;
    }
    if (std::holds_alternative<core::FailedStep>(step)) {
        return StepKind::repair;
    }
    // One whose text is unchanged is run again because its objects were dropped: it is restored too.
    return std::get<core::RepeatableStep>(step).action == core::RepeatableAction::revive
        ? StepKind::revive
        : StepKind::restore;
}

PlannedStep describe(const core::Step& step) {
    PlannedStep described{
        kind_of(step),
        core::step_name(step),
        std::nullopt,
        core::step_reason(step),
        std::nullopt,
        {},
        std::nullopt};
    if (const auto* retire = std::get_if<core::RetireStep>(&step)) {
        described.name = retire->description;
    }
    for (const core::DatabaseObject& object : core::step_drops(step)) {
        described.drops.push_back(core::describe(object));
    }
    if (const auto* callback = std::get_if<core::CallbackStep>(&step)) {
        described.event = callback->event;
    }
    if (const auto* failed = std::get_if<core::FailedStep>(&step)) {
        described.failed_rank = failed->failed_rank;
    }
    if (const core::StepScript* script = core::step_script(step)) {
        described.script = describe(*script);
    }
    if (const core::HistoryRow* row = core::step_row(step)) {
        described.row =
            PlannedRow{row->type, row->version, row->description, row->script, row->checksum};
    }
    return described;
}

std::vector<PlannedCallbacks> describe(const core::PlanCallbacks& callbacks) {
    std::vector<PlannedCallbacks> described;
    const auto add = [&](const char* event, const std::vector<core::StepScript>& scripts) {
        if (scripts.empty()) {
            return;
        }
        PlannedCallbacks& of_event = described.emplace_back(PlannedCallbacks{event, {}});
        for (const core::StepScript& script : scripts) {
            of_event.scripts.push_back(describe(script));
        }
    };
    add("beforeEachUndo", callbacks.undo.before);
    add("beforeEachUndoStatement", callbacks.undo.before_statement);
    add("afterEachUndoStatement", callbacks.undo.after_statement);
    add("afterEachUndo", callbacks.undo.after);
    add("beforeEachMigrate", callbacks.migrate.before);
    add("beforeEachMigrateStatement", callbacks.migrate.before_statement);
    add("afterEachMigrateStatement", callbacks.migrate.after_statement);
    add("afterEachMigrate", callbacks.migrate.after);
    add("afterUndoError", callbacks.undo_error);
    add("afterMigrateError", callbacks.migrate_error);
    return described;
}

void number_stretches(const core::Plan& plan, std::vector<PlannedStep>& steps) {
    const std::vector<core::Stretch> stretches = core::stretches(plan);
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        for (std::size_t at = 0; at < stretches[i].count; ++at) {
            steps.at(stretches[i].first + at).stretch = i;
        }
    }
}

PlanObservations observe(const PlanResult& planned, const PlanInputs& inputs) {
    PlanObservations observed{
        inputs.made_at,
        inputs.address,
        planned.facts.user,
        planned.facts.version_number,
        planned.plan.estimated_locks,
        planned.plan.lock_table_size,
        planned.signature,
        planned.settings_files,
        {},
        planned.findings,
        planned.forecast};
    for (const auto& [name, value] : inputs.options.placeholders) {
        observed.placeholders.push_back(name);
    }
    return observed;
}

}  // namespace

PlanDocument describe_plan(const PlanResult& planned, const PlanInputs& inputs) {
    const core::Plan& plan = planned.plan;
    PlanDocument document;
    document.package = plan.package_name;
    document.content_sha256 = plan.content_sha256;
    document.artifact_sha256 = inputs.artifact_sha256;
    document.database = planned.facts.database;
    document.environment = planned.environment;
    document.history_table = plan.history_table;
    document.history_sha256 = plan.history_fingerprint;
    document.next_rank = plan.next_rank;
    document.from_version = plan.from_version ? std::optional{plan.from_version->text()}
                                              : std::nullopt;
    document.target_version = plan.target_version.text();
    document.dialect = plan.dialect;
    document.nothing_to_do = plan.nothing_to_do;
    document.refused = planned.refused;
    document.options = inputs.options;
    document.options.placeholders.clear();
    document.options.transaction = plan.transaction;
    document.options.installed_by = plan.installed_by;
    document.policy = inputs.policy;
    document.allowed = inputs.allowed;
    if (const auto& run = plan.resumes) {
        document.resumes = {run->run_id, run->script, run->statements_done, run->in_doubt};
    }
    for (const core::Step& step : plan.steps) {
        document.steps.push_back(describe(step));
    }
    number_stretches(plan, document.steps);
    document.callbacks = describe(plan.callbacks);
    document.skipped = plan.skipped;
    document.assessment = planned.assessment;
    document.observed = observe(planned, inputs);
    return document;
}

std::string plan_document(const PlanResult& planned, const PlanInputs& inputs) {
    return write_plan_document(describe_plan(planned, inputs));
}

}  // namespace rollpack::app

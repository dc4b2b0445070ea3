#include "detail/planned_scripts.hpp"

#include <set>
#include <variant>

namespace rollpack::core::detail {

namespace {

void add_callbacks(
    std::size_t step,
    const std::vector<StepScript>& callbacks,
    std::vector<PlannedScript>& scripts
) {
    for (const StepScript& callback : callbacks) {
        scripts.push_back({.step = step, .script = &callback});
    }
}

const Version* undone_version(const Step& step) {
    if (const auto* const undo = std::get_if<UndoStep>(&step)) {
        return &undo->version;
    }
    const auto* const failed = std::get_if<FailedStep>(&step);
    return failed == nullptr ? nullptr : &failed->version;
}

void add_step(
    const Step& step,
    std::size_t index,
    const EachCallbacks& around,
    std::vector<PlannedScript>& scripts
) {
    add_callbacks(index, around.before, scripts);
    add_callbacks(index, around.before_statement, scripts);
    if (const StepScript* const own = step_script(step)) {
        scripts.push_back(
            {.step = index,
             .script = own,
             .undoes = undone_version(step),
             .is_repeatable = std::holds_alternative<RepeatableStep>(step)}
        );
    }
    if (const std::vector<DatabaseObject>& drops = step_drops(step); !drops.empty()) {
        const bool is_clearing = std::holds_alternative<ClearStep>(step);
        scripts.push_back({.step = index, .drops = &drops, .is_repeatable = is_clearing});
    }
    add_callbacks(index, around.after_statement, scripts);
    add_callbacks(index, around.after, scripts);
}

}  // namespace

std::string name_of(const Plan& plan, const PlannedScript& script) {
    return script.script == nullptr ? step_name(plan.steps.at(script.step)) : script.script->path;
}

std::vector<RelationName> dropped_relations(const PlannedScript& script) {
    std::vector<RelationName> relations;
    if (script.drops != nullptr) {
        for (const DatabaseObject& object : *script.drops) {
            if (object.kind == ObjectKind::table || object.kind == ObjectKind::view
                || object.kind == ObjectKind::materialized_view) {
                relations.push_back({object.schema, object.name});
            }
        }
    }
    return relations;
}

std::vector<PlannedScript> scripts_of_step(const Plan& plan, std::size_t step) {
    const EachCallbacks none;
    const EachCallbacks* const around = each_callbacks(plan, plan.steps.at(step));
    std::vector<PlannedScript> scripts;
    add_step(plan.steps.at(step), step, around == nullptr ? none : *around, scripts);
    return scripts;
}

std::vector<PlannedScript> planned_scripts(const Plan& plan) {
    const EachCallbacks none;
    std::set<const EachCallbacks*> seen;
    std::vector<PlannedScript> scripts;
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        const EachCallbacks* const around = each_callbacks(plan, plan.steps[index]);
        const bool is_first = around != nullptr && seen.insert(around).second;
        add_step(plan.steps[index], index, is_first ? *around : none, scripts);
    }
    return scripts;
}

}  // namespace rollpack::core::detail

#include "rollpack/core/dependency_facts.hpp"
#include "rollpack/core/planning.hpp"

namespace rollpack::core {

namespace {

void add_names(const SqlAnalysis& analysis, DependencyQuestions& questions) {
    for (const ObjectEvent& event : analysis.events) {
        if (event.verb != ObjectEvent::Verb::makes) {
            questions.names.insert(event.part_of ? event.part_of->name : event.name.name);
        }
    }
    for (const Renaming& renaming : analysis.renames) {
        questions.names.insert(renaming.from.name);
    }
}

void add_names(
    const std::optional<std::vector<DatabaseObject>>& objects,
    DependencyQuestions& questions
) {
    if (!objects) {
        return;
    }
    for (const DatabaseObject& object : *objects) {
        questions.names.insert(object.table.value_or(object.name));
    }
}

}  // namespace

DependencyQuestions dependency_questions(const Plan& plan, const Selection& selection) {
    DependencyQuestions questions;
    for (const Step& step : plan.steps) {
        const bool undoes = std::holds_alternative<UndoStep>(step)
            || std::holds_alternative<FailedStep>(step);
        if (undoes) {
            add_names(step_script(step)->analysis, questions);
        }
    }
    if (plan.steps.empty()) {
        return questions;
    }
    for (const Repeatable& repeatable : selection.repeatables) {
        add_names(repeatable.objects, questions);
        add_names(repeatable.current_objects, questions);
    }
    return questions;
}

}  // namespace rollpack::core

#include "detail/plan_clearing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::core::detail {

namespace {

using Verb = ObjectEvent::Verb;

/// Most names that a reason lists.
constexpr std::size_t most_names = 3;

/// These hold a column's type fast; indexes, constraints and defaults are made anew with it.
bool holds_type(std::string_view kind) {
    constexpr auto kinds = std::to_array<std::string_view>(
        {"view", "materialized view", "rule", "trigger", "policy", "function", "procedure"}
    );
    return std::ranges::find(kinds, kind) != kinds.end();
}

/// A table would lose its rows.
bool can_be_cleared(const CatalogObject& object) {
    const auto dropped = DependencyGraph::to_database_object(object);
    return dropped && dropped->kind != ObjectKind::table;
}

bool hides_something(const SqlAnalysis& analysis) {
    return std::ranges::any_of(analysis.effects, [](const DataEffect& effect) {
        return effect.action == DataAction::unknown || effect.action == DataAction::drops_owned;
    });
}

std::string list_of(const std::vector<std::string>& names) {
    const std::size_t shown = std::min(names.size(), most_names);
    std::string text = fmt::format(
        "{}",
        fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), " and ")
    );
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

}  // namespace

Clearing::Clearing(const PlanContext& context)
    : context_(context) {
    if (!context.facts.dependencies) {
        return;
    }
    graph_.emplace(*context.facts.dependencies, context.history.table().schema);
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (!repeatable.objects) {
            continue;
        }
        for (const DatabaseObject& object : *repeatable.objects) {
            if (const auto found = graph_->find(object)) {
                owned_.insert(*found);
            }
        }
    }
}

std::optional<ClearStep> Clearing::before(const StepScript& script) {
    if (!graph_) {
        return std::nullopt;
    }
    is_hidden_ = is_hidden_ || hides_something(script.analysis);
    Findings found{script, {script.path, {}, {}}, {}, {}, 0};
    names_.enter(script.analysis);
    const std::vector<ObjectEvent>& events = script.analysis.events;
    for (auto first = events.begin(); first != events.end();) {
        const auto last = std::find_if(first, events.end(), [&](const ObjectEvent& event) {
            return event.statement != first->statement;
        });
        names_.advance(first->line);
        follow({first, last}, found);
        first = last;
    }
    names_.leave();
    if (found.step.objects.empty()) {
        return std::nullopt;
    }
    found.step.reason = fmt::format(
        "{} {}, on which {} {}",
        script.path,
        found.first_trip,
        list_of(found.dependants),
        found.dependants.size() == 1 ? "depends" : "depend"
    );
    return std::move(found.step);
}

void Clearing::follow(const std::vector<ObjectEvent>& together, Findings& found) {
    CatalogSet dropped = dropped_by(together);
    const bool cascades = std::ranges::any_of(together, &ObjectEvent::cascades);
    if (!dropped.empty()) {
        const auto event = std::ranges::find(together, Verb::drops, &ObjectEvent::verb);
        const Trip trip{"drops " + describe(dropped, *event), event->line};
        if (cascades) {
            graph_->add_dependants(dropped);
        } else {
            graph_->add_automatic(dropped);
            clear_all(graph_->blockers(dropped), trip, found);
        }
        gone_.insert(dropped.objects.begin(), dropped.objects.end());
    }
    for (const ObjectEvent& event : together) {
        CatalogSet named;
        if (event.verb != Verb::drops) {
            add_named(event, named);
        }
        if (event.verb == Verb::changes_type) {
            const Trip trip{"changes the type of " + describe(named, event), event.line};
            clear_all(type_blockers(named), trip, found);
            for (const auto& [table, column] : named.columns) {
                if (const auto node = graph_->find_part("column", column, table)) {
                    made_anew_.insert(*node);
                }
            }
        }
        made_anew_.insert(named.objects.begin(), named.objects.end());
    }
}

CatalogSet Clearing::dropped_by(const std::vector<ObjectEvent>& together) const {
    CatalogSet dropped;
    for (const ObjectEvent& event : together) {
        if (event.verb == Verb::drops) {
            add_named(event, dropped);
        }
    }
    return dropped;
}

std::optional<std::size_t> Clearing::part_of(const ObjectEvent& event) const {
    return event.part_of ? graph_->find("table", names_.relation(*event.part_of)) : std::nullopt;
}

void Clearing::add_named(const ObjectEvent& event, CatalogSet& set) const {
    if (!event.part_of) {
        const bool is_relation = event.kind == "table" || event.kind.ends_with("view");
        const auto found = graph_->find(
            event.kind,
            is_relation ? names_.relation(event.name) : std::vector{event.name},
            event.argument_types
        );
        if (found && !gone_.contains(*found)) {
            set.objects.insert(*found);
        }
        return;
    }
    const auto table = part_of(event);
    if (!table || gone_.contains(*table)) {
        return;
    }
    if (event.kind == "column") {
        const std::string column = names_.column(graph_->object(*table).name, event.name.name);
        set.columns.insert({*table, column});
        if (const auto node = graph_->find_part("column", column, *table);
            node && event.verb == Verb::drops) {
            set.objects.insert(*node);
        }
    } else if (const auto part = graph_->find_part(event.kind, event.name.name, *table)) {
        set.objects.insert(*part);
    }
}

bool Clearing::stands(const CatalogDependency& blocker) const {
    return !gone_.contains(blocker.dependant) && !made_anew_.contains(blocker.dependant);
}

std::vector<CatalogDependency> Clearing::type_blockers(const CatalogSet& columns) const {
    std::vector<CatalogDependency> blockers = graph_->blockers(columns);
    std::erase_if(blockers, [&](const CatalogDependency& blocker) {
        return !holds_type(graph_->object(blocker.dependant).kind);
    });
    return blockers;
}

void Clearing::clear_all(
    const std::vector<CatalogDependency>& blockers,
    const Trip& trip,
    Findings& found
) {
    const std::size_t before = found.step.objects.size();
    std::vector<std::string> names;
    for (const CatalogDependency& blocker : blockers) {
        const std::string& name = graph_->object(blocker.dependant).identity;
        if (stands(blocker) && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
        clear(blocker, trip, found);
    }
    if (found.step.objects.size() > before && found.first_trip.empty()) {
        found.first_trip = trip.what;
        found.dependants = std::move(names);
    }
}

void Clearing::clear(const CatalogDependency& blocker, const Trip& trip, Findings& found) {
    if (!stands(blocker)) {
        return;
    }
    const std::size_t index = blocker.dependant;
    const CatalogObject& object = graph_->object(index);
    if (!owned_.contains(index) || !can_be_cleared(object)) {
        refuse(blocker, trip, found);
        return;
    }
    CatalogSet with{{index}, {}};
    graph_->add_automatic(with);
    gone_.insert(index);
    for (const CatalogDependency& further : graph_->blockers(with)) {
        clear(further, trip, found);
    }
    gone_.insert(with.objects.begin(), with.objects.end());
    found.step.objects.push_back(*DependencyGraph::to_database_object(object));
}

void Clearing::refuse(const CatalogDependency& blocker, const Trip& trip, const Findings& found)
    const {
    if (is_hidden_) {
        return;
    }
    const std::string& on = graph_->object(blocker.on).identity;
    context_.findings.add(
        FindingCode::dependant_unowned,
        found.script.path,
        fmt::format(
            "the script {}, but {} depends on {}{}, and no repeatable creates it",
            trip.what,
            graph_->object(blocker.dependant).identity,
            blocker.column.empty() ? "" : "column " + blocker.column + " of ",
            on
        ),
        "Find out who made it and drop it, or let the undo script drop it first. Where an undo script "
        "does so in a way that its text does not tell, allow it: --allow dependant-unowned.",
        trip.line
    );
}

std::string Clearing::describe(const CatalogSet& set, const ObjectEvent& event) const {
    if (event.part_of && event.kind == "column" && !set.columns.empty()) {
        const auto& [table, column] = *set.columns.begin();
        return "column " + full_name(graph_->object(table).name) + "." + column;
    }
    return set.objects.empty() ? event.kind + " " + full_name(event.name)
                               : graph_->object(*set.objects.begin()).identity;
}

}  // namespace rollpack::core::detail

namespace rollpack::core {

namespace {

void add_names(const SqlAnalysis& analysis, DependencyQuestions& questions) {
    for (const ObjectEvent& event : analysis.events) {
        if (event.verb != ObjectEvent::Verb::makes) {
            questions.names.insert(event.part_of ? event.part_of->name : event.name.name);
        }
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
    if (questions.names.empty()) {
        return questions;
    }
    for (const Step& step : plan.steps) {
        if (const StepScript* const script = step_script(step)) {
            for (const Renaming& renaming : script->analysis.renames) {
                questions.names.insert(renaming.from.name);
            }
        }
    }
    for (const Repeatable& repeatable : selection.repeatables) {
        for (const DatabaseObject& object :
             repeatable.objects.value_or(std::vector<DatabaseObject>{})) {
            questions.names.insert(object.table.value_or(object.name));
        }
    }
    return questions;
}

}  // namespace rollpack::core

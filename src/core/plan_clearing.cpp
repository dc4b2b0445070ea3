#include "detail/plan_clearing.hpp"

#include "detail/replaceable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::core::detail {

namespace {

using Verb = ObjectEvent::Verb;

bool hides_something(const SqlAnalysis& analysis) {
    return std::ranges::any_of(analysis.effects, [](const DataEffect& effect) {
        return effect.action == DataAction::unknown || effect.action == DataAction::drops_owned;
    });
}

bool is_relation(std::string_view kind) {
    return kind == "table" || kind == "sequence" || kind == "index" || kind.ends_with("view");
}

}  // namespace

Clearing::Clearing(const PlanContext& context)
    : context_(&context) {
    if (!context.facts.dependencies) {
        return;
    }
    graph_.emplace(*context.facts.dependencies, context.history.table().schema);
    for (const Repeatable& repeatable : context.selection.repeatables) {
        own(repeatable.objects);
        own(repeatable.current_objects);
    }
}

void Clearing::own(const std::optional<std::vector<DatabaseObject>>& objects) {
    if (!objects) {
        return;
    }
    for (const DatabaseObject& object : *objects) {
        if (const auto found = graph_->find(object)) {
            owned_.insert(*found);
        }
    }
}

ClearedWay Clearing::before(const StepScript& script) {
    ClearedWay way{{script.path, {}, {}}, {}};
    if (graph_) {
        follow(script, false, way);
    }
    return way;
}

ClearedWay Clearing::before_drops(
    const std::vector<DatabaseObject>& objects,
    const std::string& step
) {
    ClearedWay way{{step, {}, {}}, {}};
    for (const DatabaseObject& object : objects) {
        const auto found = graph_ ? graph_->find(object) : std::nullopt;
        if (found && !gone_.contains(*found)) {
            take({{*found}, {}}, {step, "drops " + graph_->object(*found).identity, {}}, way);
        }
    }
    return way;
}

ClearedWay Clearing::before_left_over(
    const std::vector<DatabaseObject>& objects,
    const std::string& path
) {
    ClearedWay way{{path, {}, {}}, {}};
    std::vector<std::string> names;
    for (const DatabaseObject& object : objects) {
        const auto found = graph_ ? graph_->find(object) : std::nullopt;
        if (found && !gone_.contains(*found) && can_be_cleared(graph_->object(*found))) {
            const std::string& identity = graph_->object(*found).identity;
            names.push_back(identity);
            clear_object(
                *found,
                {path, "drops " + identity + ", which it does not create", {}},
                way
            );
        }
    }
    if (!names.empty()) {
        way.step.reason = fmt::format(
            "the applied text of {} creates {}, this one does not",
            path,
            list_of(names)
        );
    }
    return way;
}

ClearedWay Clearing::before_repeatables(const std::vector<RepeatableStep>& steps) const {
    ClearedWay way{{"the repeatables", {}, {}}, {}};
    if (graph_) {
        Clearing on_the_way = *this;
        for (const RepeatableStep& step : steps) {
            on_the_way.follow(step.script, true, way);
        }
    }
    return way;
}

void Clearing::follow(const StepScript& script, bool is_repeatable, ClearedWay& way) {
    is_hidden_ = is_hidden_ || hides_something(script.analysis);
    names_.enter(script.analysis);
    const std::vector<ObjectEvent>& events = script.analysis.events;
    for (auto first = events.begin(); first != events.end();) {
        const auto last = std::find_if(first, events.end(), [&](const ObjectEvent& event) {
            return event.statement != first->statement;
        });
        names_.advance(first->line);
        if (is_repeatable && first->verb == Verb::makes) {
            replace(*first, script, way);
        }
        follow_statement({first, last}, script, way);
        first = last;
    }
    names_.leave();
}

void Clearing::follow_statement(
    const std::vector<ObjectEvent>& together,
    const StepScript& script,
    ClearedWay& way
) {
    CatalogSet dropped = dropped_by(together);
    if (!dropped.empty()) {
        const auto event = std::ranges::find(together, Verb::drops, &ObjectEvent::verb);
        if (std::ranges::any_of(together, &ObjectEvent::cascades)) {
            graph_->add_dependants(dropped);
            gone_.insert(dropped.objects.begin(), dropped.objects.end());
        } else {
            const Trip trip{script.path, "drops " + describe(dropped, *event), event->line};
            take(std::move(dropped), trip, way);
        }
    }
    for (const ObjectEvent& event : together) {
        CatalogSet named;
        if (event.verb != Verb::drops) {
            add_named(event, named);
        }
        if (event.verb == Verb::changes_type) {
            const std::string what = "changes the type of " + describe(named, event);
            clear_all(type_blockers(named), {script.path, what, event.line}, way);
            for (const auto& [table, column] : named.columns) {
                if (const auto node = graph_->find_part("column", column, table)) {
                    made_anew_.insert(*node);
                }
            }
        }
        made_anew_.insert(named.objects.begin(), named.objects.end());
    }
}

void Clearing::replace(const ObjectEvent& event, const StepScript& script, ClearedWay& way) {
    CatalogSet named;
    add_named(event, named);
    if (named.objects.size() != 1) {
        return;
    }
    const std::size_t index = *named.objects.begin();
    const CatalogObject& live = graph_->object(index);
    const Replacing replacing = how_to_replace(live, event);
    if (replacing == Replacing::as_it_stands || made_anew_.contains(index)
        || !can_be_cleared(live)) {
        return;
    }
    const Trip trip{
        script.path,
        "makes " + live.identity + " anew in a way that PostgreSQL does not replace",
        event.line};
    Clearing tried = *this;
    ClearedWay cleared = way;
    tried.owned_.insert(index);
    tried.clear_object(index, trip, cleared);
    const bool is_refused = cleared.refusals.size() > way.refusals.size();
    if (is_refused && replacing == Replacing::unknown) {
        return;
    }
    if (cleared.step.reason.empty() && !is_refused) {
        cleared.step.reason = fmt::format("{} {}", trip.path, trip.what);
    }
    *this = std::move(tried);
    way = std::move(cleared);
}

void Clearing::take(CatalogSet dropped, const Trip& trip, ClearedWay& way) {
    graph_->add_automatic(dropped);
    clear_all(graph_->blockers(dropped), trip, way);
    gone_.insert(dropped.objects.begin(), dropped.objects.end());
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

void Clearing::add_named(const ObjectEvent& event, CatalogSet& set) const {
    if (!event.part_of) {
        const auto found = graph_->find(
            event.routine ? "routine" : event.kind,
            is_relation(event.kind) ? names_.relation(event.name) : std::vector{event.name},
            event.argument_types
        );
        if (found && !gone_.contains(*found)) {
            set.objects.insert(*found);
        }
        return;
    }
    const auto table = graph_->find("table", names_.relation(*event.part_of));
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
    } else if (const auto part = graph_->find_part(event.kind, event.name.name, *table);
               part && !gone_.contains(*part)) {
        set.objects.insert(*part);
    }
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

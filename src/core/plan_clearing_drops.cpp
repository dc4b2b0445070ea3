#include "detail/plan_clearing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace rollpack::core::detail {

namespace {

/// These hold a column's type fast; indexes, constraints and defaults are made anew with it.
bool holds_type(std::string_view kind) {
    constexpr auto kinds = std::to_array<std::string_view>(
        {"view", "materialized view", "rule", "trigger", "policy", "function", "procedure"}
    );
    return std::ranges::find(kinds, kind) != kinds.end();
}

/// Goes unasked with its table or view, and only who made it would bring it back.
bool is_lost_with_table(const CatalogObject& object) {
    const auto kind = object_kind_of_words(object.kind);
    return kind && is_part_of_table(*kind);
}

}  // namespace

// A table would lose its rows.
bool Clearing::can_be_cleared(const CatalogObject& object) {
    const auto dropped = DependencyGraph::to_database_object(object);
    return dropped && dropped->kind != ObjectKind::table;
}

std::string Clearing::list_of(const std::vector<std::string>& names) {
    constexpr std::size_t most_names = 3;
    const std::size_t shown = std::min(names.size(), most_names);
    std::string text = fmt::format(
        "{}",
        fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), " and ")
    );
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
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
    ClearedWay& way
) {
    std::vector<std::string> names;
    for (const CatalogDependency& blocker : blockers) {
        const std::string& name = graph_->object(blocker.dependant).identity;
        if (stands(blocker) && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    const std::size_t before = way.step.objects.size();
    for (const CatalogDependency& blocker : blockers) {
        clear(blocker, trip, way);
    }
    if (way.step.objects.size() > before && way.step.reason.empty()) {
        way.step.reason = fmt::format(
            "{} {}, on which {} {}",
            trip.path,
            trip.what,
            list_of(names),
            names.size() == 1 ? "depends" : "depend"
        );
    }
}

void Clearing::clear(const CatalogDependency& blocker, const Trip& trip, ClearedWay& way) {
    if (!stands(blocker)) {
        return;
    }
    const std::size_t index = whole_of(blocker.dependant);
    if (owned_.contains(index) && can_be_cleared(graph_->object(index))) {
        clear_object(index, trip, way);
    } else {
        refuse(blocker, trip, way);
    }
}

std::size_t Clearing::whole_of(std::size_t index) const {
    const CatalogObject& object = graph_->object(index);
    const auto type = object.part_of && object.kind == "column"
        ? graph_->find("type", {*object.part_of})
        : std::nullopt;
    return type.value_or(index);
}

void Clearing::clear_object(std::size_t index, const Trip& trip, ClearedWay& way) {
    CatalogSet with{{index}, {}};
    graph_->add_automatic(with);
    gone_.insert(index);
    for (const std::size_t part : with.objects) {
        if (part != index && is_lost_with_table(graph_->object(part))) {
            clear_part(part, index, trip, way);
        }
    }
    for (const CatalogDependency& further : graph_->blockers(with)) {
        clear(further, trip, way);
    }
    gone_.insert(with.objects.begin(), with.objects.end());
    way.step.objects.push_back(*DependencyGraph::to_database_object(graph_->object(index)));
}

void Clearing::clear_part(std::size_t part, std::size_t of, const Trip& trip, ClearedWay& way) {
    if (!owned_.contains(part)) {
        refuse({part, of, {}, true}, trip, way);
    } else if (gone_.insert(part).second) {
        way.step.objects.push_back(*DependencyGraph::to_database_object(graph_->object(part)));
    }
}

void Clearing::refuse(const CatalogDependency& blocker, const Trip& trip, ClearedWay& way) const {
    if (!stands(blocker)) {
        return;
    }
    way.refusals.push_back(
        {trip.path,
         fmt::format(
             "{} {}, but {} depends on {}{}, and no repeatable creates it",
             trip.line ? "the script" : "the step",
             trip.what,
             graph_->object(blocker.dependant).identity,
             blocker.column.empty() ? "" : "column " + blocker.column + " of ",
             graph_->object(blocker.on).identity
         ),
         trip.line}
    );
}

void Clearing::report(const std::vector<ClearingRefusal>& refusals) const {
    if (is_hidden_) {
        return;
    }
    for (const ClearingRefusal& refusal : refusals) {
        context_->findings.add(
            FindingCode::dependant_unowned,
            refusal.subject,
            refusal.message,
            "Find out who made it and drop it, or let the undo script drop it first. Where an undo "
            "script does so in a way that its text does not tell, allow it: --allow "
            "dependant-unowned.",
            refusal.line
        );
    }
}

}  // namespace rollpack::core::detail

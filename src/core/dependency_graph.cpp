#include "detail/dependency_graph.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::core::detail {

namespace {

bool is_relation_kind(std::string_view kind) {
    constexpr auto kinds = std::to_array<std::string_view>(
        {"table",
         "view",
         "materialized view",
         "foreign table",
         "index",
         "sequence",
         "composite type"}
    );
    return std::ranges::find(kinds, kind) != kinds.end();
}

bool is_routine_kind(std::string_view kind) {
    return kind == "function" || kind == "procedure" || kind == "aggregate";
}

/// Whether what a script calls `kind` may be what the catalog calls `live`.
bool is_kind(std::string_view kind, std::string_view live) {
    if (kind == live || (is_relation_kind(kind) && is_relation_kind(live))) {
        return true;
    }
    return (kind == "routine" && is_routine_kind(live))
        || (kind == "function" && live == "aggregate") || (kind == "domain" && live == "type");
}

bool are_same_types(const std::vector<std::string>& written, const std::vector<std::string>& live) {
    return std::ranges::equal(written, live, is_same_type);
}

}  // namespace

bool is_same_type(const std::string& written, const std::string& live) {
    return written == live
        || (written.find('.') == std::string::npos && live.ends_with("." + written));
}

DependencyGraph::DependencyGraph(const DependencyFacts& facts, std::string default_schema)
    : facts_(&facts)
    , default_schema_(std::move(default_schema))
    , dependants_(facts.objects.size()) {
    for (std::size_t i = 0; i < facts.dependencies.size(); ++i) {
        dependants_.at(facts.dependencies[i].on).push_back(i);
    }
}

bool DependencyGraph::has_name(
    const CatalogObject& object,
    const RelationName& name,
    bool in_default
) const {
    if (object.part_of || object.name.name != name.name) {
        return false;
    }
    if (name.schema) {
        return object.name.schema == name.schema;
    }
    return !in_default || !object.name.schema || object.name.schema == default_schema_;
}

std::optional<std::size_t> DependencyGraph::find(
    std::string_view kind,
    const std::vector<RelationName>& names,
    const std::optional<std::vector<std::string>>& argument_types
) const {
    for (const RelationName& name : names) {
        for (const bool in_default : {true, false}) {
            for (std::size_t i = 0; i < facts_->objects.size(); ++i) {
                const CatalogObject& object = facts_->objects[i];
                if (is_kind(kind, object.kind) && has_name(object, name, in_default)
                    && (!argument_types || are_same_types(*argument_types, object.argument_types)
                    )) {
                    return i;
                }
            }
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> DependencyGraph::find_part(
    std::string_view kind,
    const std::string& name,
    std::size_t of
) const {
    for (std::size_t i = 0; i < facts_->objects.size(); ++i) {
        const CatalogObject& object = facts_->objects[i];
        if (object.kind == kind && object.part_of == facts_->objects.at(of).name
            && object.name.name == name) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> DependencyGraph::find(const DatabaseObject& object) const {
    const std::string_view kind = words(object.kind);
    if (object.table) {
        const auto table = find("table", {{object.schema, *object.table}});
        return table ? find_part(kind, object.name, *table) : std::nullopt;
    }
    const auto found = find(
        kind,
        {{object.schema, object.name}},
        is_routine(object.kind) ? std::optional{object.argument_types} : std::nullopt
    );
    // The catalog calls a domain a type.
    const bool is_it = found
        && (facts_->objects[*found].kind == kind || object.kind == ObjectKind::domain);
    return is_it ? found : std::nullopt;
}

std::optional<DatabaseObject> DependencyGraph::to_database_object(const CatalogObject& object) {
    const auto kind = object_kind_of_words(object.kind);
    if (!kind) {
        return std::nullopt;
    }
    if (object.part_of) {
        return DatabaseObject{
            *kind,
            object.part_of->schema,
            object.name.name,
            {},
            object.part_of->name};
    }
    return DatabaseObject{*kind, object.name.schema, object.name.name, object.argument_types, {}};
}

bool DependencyGraph::is_meant(const CatalogDependency& dependency, const CatalogSet& set) const {
    return set.contains(dependency.on)
        || (!dependency.column.empty() && set.columns.contains({dependency.on, dependency.column}));
}

void DependencyGraph::expand(CatalogSet& set, bool automatic_only) const {
    std::vector<std::size_t> to_visit{set.objects.begin(), set.objects.end()};
    for (const auto& [object, column] : set.columns) {
        to_visit.push_back(object);
    }
    while (!to_visit.empty()) {
        const std::size_t used = to_visit.back();
        to_visit.pop_back();
        for (const std::size_t index : dependants_.at(used)) {
            const CatalogDependency& dependency = facts_->dependencies[index];
            if ((automatic_only && !dependency.is_automatic) || !is_meant(dependency, set)
                || !set.objects.insert(dependency.dependant).second) {
                continue;
            }
            to_visit.push_back(dependency.dependant);
            const CatalogObject& taken = facts_->objects[dependency.dependant];
            if (taken.kind != "column") {
                continue;
            }
            // What depends on a column is told of with its table.
            for (std::size_t i = 0; i < facts_->objects.size(); ++i) {
                if (is_relation_kind(facts_->objects[i].kind)
                    && facts_->objects[i].name == taken.part_of) {
                    set.columns.insert({i, taken.name.name});
                    to_visit.push_back(i);
                }
            }
        }
    }
}

void DependencyGraph::add_automatic(CatalogSet& set) const {
    expand(set, true);
}

void DependencyGraph::add_dependants(CatalogSet& set) const {
    expand(set, false);
}

std::vector<CatalogDependency> DependencyGraph::blockers(const CatalogSet& set) const {
    std::set<std::size_t> used = set.objects;
    for (const auto& [object, column] : set.columns) {
        used.insert(object);
    }
    std::vector<CatalogDependency> found;
    for (const std::size_t object : used) {
        for (const std::size_t index : dependants_.at(object)) {
            const CatalogDependency& dependency = facts_->dependencies[index];
            if (!dependency.is_automatic && is_meant(dependency, set)
                && !set.contains(dependency.dependant)) {
                found.push_back(dependency);
            }
        }
    }
    return found;
}

}  // namespace rollpack::core::detail

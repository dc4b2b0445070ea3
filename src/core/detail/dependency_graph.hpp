#pragma once

#include "rollpack/core/database_object.hpp"
#include "rollpack/core/dependency_facts.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::core::detail {

/// Objects, by their index in the facts, and columns of such objects.
struct CatalogSet {
    std::set<std::size_t> objects;
    std::set<std::pair<std::size_t, std::string>> columns;

    bool contains(std::size_t object) const { return objects.contains(object); }

    bool empty() const noexcept { return objects.empty() && columns.empty(); }
};

/// Answers questions about the live catalog's dependencies. Refers to the facts.
class DependencyGraph {
public:
    /// Names without a schema are looked for in `default_schema` first.
    DependencyGraph(const DependencyFacts& facts, std::string default_schema);

    const CatalogObject& object(std::size_t index) const { return facts_->objects.at(index); }

    std::size_t size() const noexcept { return facts_->objects.size(); }

    /// The object of a kind, as SQL names it, whose names are searched for in this order; a "table" may
    /// be any relation, a "routine" any function or procedure. None if it is not there.
    std::optional<std::size_t> find(
        std::string_view kind,
        const std::vector<RelationName>& names,
        const std::optional<std::vector<std::string>>& argument_types = std::nullopt
    ) const;

    /// A part (trigger, rule, policy, constraint, default value) of the table `of`.
    std::optional<std::size_t> find_part(
        std::string_view kind,
        const std::string& name,
        std::size_t of
    ) const;

    /// What a script's object is here; none if it is not there.
    std::optional<std::size_t> find(const DatabaseObject& object) const;

    /// The object as a statement can drop it; none for a kind that is not dropped by itself.
    static std::optional<DatabaseObject> to_database_object(const CatalogObject& object);

    /// Adds what goes along unasked.
    void add_automatic(CatalogSet& set) const;
    /// Adds all that depends on the set, as CASCADE would.
    void add_dependants(CatalogSet& set) const;

    /// What depends on the set, is not in it and does not go along unasked.
    std::vector<CatalogDependency> blockers(const CatalogSet& set) const;

private:
    bool is_meant(const CatalogDependency& dependency, const CatalogSet& set) const;
    void expand(CatalogSet& set, bool automatic_only) const;
    bool has_name(const CatalogObject& object, const RelationName& name, bool in_default) const;

    const DependencyFacts* facts_;
    std::string default_schema_;
    std::vector<std::vector<std::size_t>>
        dependants_;  ///< indexes of dependencies, by what is used
};

/// Whether a type as a script writes it is the catalog's, which names the schema.
bool is_same_type(const std::string& written, const std::string& live);

}  // namespace rollpack::core::detail

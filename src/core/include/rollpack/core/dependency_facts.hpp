#pragma once

#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/routine_shape.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// What is asked of the live catalog before order is planned: objects of any kind by their names, as
/// scripts use them, without schemas. Everything of such a name is told of, with all that depends on it.
struct DependencyQuestions {
    std::set<std::string> names;

    bool operator==(const DependencyQuestions&) const = default;
};

/// An object that is in the catalog.
struct CatalogObject {
    /// SQL's word, as pg_identify_object() has it: "view", "function", "trigger", "table column",
    /// "default value", "table constraint", ...
    std::string kind;
    RelationName name;  ///< a part of a table has no schema
    std::optional<RelationName> part_of;  ///< a part of a table or domain: whose
    /// An aggregate, function, procedure: its input arguments' types, as format_type() writes them.
    std::vector<std::string> argument_types;
    std::optional<RoutineShape> routine;  ///< a function or procedure
    std::vector<std::string> columns;  ///< of a view or materialized view, in order
    std::string identity;  ///< for people: "view shop.totals", "function shop.net(bigint)"

    bool operator==(const CatalogObject&) const = default;
};

/// That one object cannot be without another one. Both are indexes into DependencyFacts::objects.
struct CatalogDependency {
    std::size_t dependant = 0;
    std::size_t on = 0;
    std::string column;  ///< the column of `on` that is meant; empty: all of it
    /// The dependant goes with it unasked: a table's index, a column's default, what an extension owns.
    bool is_automatic = false;

    bool operator==(const CatalogDependency&) const = default;
};

/// The answers. Dependencies are told of as far as PostgreSQL knows them: what the text of a function
/// names is not among them.
struct DependencyFacts {
    std::vector<CatalogObject> objects;
    std::vector<CatalogDependency> dependencies;

    bool operator==(const DependencyFacts&) const = default;
};

}  // namespace rollpack::core

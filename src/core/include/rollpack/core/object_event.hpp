#pragma once

#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/routine_shape.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// What a statement does to an object on which others may depend, or which may depend on others. Events
/// with one `statement` happen together: what a DROP names goes at once.
struct ObjectEvent {
    enum class Verb {
        drops,
        changes_type,  ///< of a column
        makes  ///< creates it, replaces it, or changes what it depends on
    };

    Verb verb = Verb::makes;
    std::string kind = {};  ///< SQL's word: "table", "column", "materialized view", "function", ...
    /// As the statement names it; a part of something has no schema.
    RelationName name = {};
    /// A column, constraint, trigger, rule, policy, default, ...: its table or type.
    std::optional<RelationName> part_of = {};
    /// A function, procedure or aggregate: its input arguments' types; none: any of that name.
    std::optional<std::vector<std::string>> argument_types = {};
    bool cascades = false;  ///< what depends on it goes with it
    /// makes a function or procedure: its shape.
    std::optional<RoutineShape> routine = {};
    /// makes a view: its columns; none: the text does not tell.
    std::optional<std::vector<std::string>> columns = {};
    std::size_t statement = 0;  ///< its index in the script
    std::size_t line = 1;  ///< 1-based line of the statement

    bool operator==(const ObjectEvent&) const = default;
};

}  // namespace rollpack::core

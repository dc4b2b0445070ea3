#pragma once

#include "rollpack/core/relation_name.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace rollpack::core {

/// An object that a statement makes, takes away, or gives another name or schema. Of what is the
/// session's own only relations are told that are made, in the schema "pg_temp".
struct SqlChange {
    enum class Verb {
        creates,
        drops,
        renames
    };

    Verb verb = Verb::creates;
    std::string kind =
        {};  ///< SQL's word: "table", "column", "enum value", "materialized view", ...
    /// As the statement names it; a part of something has no schema. An empty name: it has none.
    RelationName name = {};
    /// A column, constraint, trigger, index, ...: its table; an attribute, enum value: its type.
    std::optional<RelationName> part_of = {};
    std::string new_name = {};  ///< renames: what it is called then, or the schema it is in then
    /// IF EXISTS, IF NOT EXISTS or OR REPLACE: the statement does no harm where it is done already.
    bool is_guarded = false;
    std::size_t line = 1;  ///< 1-based line of the statement

    bool operator==(const SqlChange&) const = default;
};

/// For people: "table shop.orders", "column currency of orders", "constraint without a name of orders".
std::string describe(const SqlChange& change);

}  // namespace rollpack::core

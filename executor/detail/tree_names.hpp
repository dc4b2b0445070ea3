#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/relation_name.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

/// What a RangeVar node names.
core::RelationName relation_of(const Node& range_var);

/// The last one or two of a qualified name's parts; a database's name before them is left out.
core::RelationName relation_of_parts(const std::vector<Node>& parts);

/// The relation or type that a node names as the object of DROP, COMMENT and the like.
core::RelationName relation_of_object(const Node& object);

/// The table of a trigger, rule, policy, column or constraint, whose name stands behind the table's.
core::RelationName table_of_part(const Node& object);

/// Whether an object type of DROP, COMMENT or ALTER ... RENAME ("OBJECT_VIEW") is a relation.
bool is_relation_type(std::string_view object_type) noexcept;

/// Whether it is named behind its table and locked with it: a trigger, rule or policy.
bool is_part_of_table_type(std::string_view object_type) noexcept;

/// Whether the parser knows from the text alone that it belongs to this session only.
bool is_temporary(const Node& range_var);

/// "materialized view" of "OBJECT_MATVIEW".
std::string object_words(std::string_view object_type);

}  // namespace rollpack::executor::detail

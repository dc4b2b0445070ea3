#pragma once

#include "detail/parse_tree.hpp"

#include <string>

namespace rollpack::executor::detail {

/// SQL text of a type as the parser names it (a TypeName node), the same for all spellings of one
/// type: "bigint" also for int8, "text[]" for an array of any dimension, "app.money_t". Length and
/// precision are left out: they are no part of a function's signature.
std::string type_text(const Node& type_name);

/// The same with length and precision, as format_type() of the server writes it: "numeric(10,2)",
/// "timestamp(3) with time zone". The fields of an interval are left out.
std::string full_type_text(const Node& type_name);

}  // namespace rollpack::executor::detail

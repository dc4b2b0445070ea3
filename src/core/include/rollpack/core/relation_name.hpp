#pragma once

#include <compare>
#include <optional>
#include <string>

namespace rollpack::core {

/// A table, view, index, sequence or type as a script names it, or as the catalog does. Names are as
/// PostgreSQL stores them: folded, without quotes.
struct RelationName {
    std::optional<std::string> schema;  ///< none: found along the search path
    std::string name;

    auto operator<=>(const RelationName&) const = default;
};

/// "shop.orders", "orders": for people.
std::string full_name(const RelationName& relation);

}  // namespace rollpack::core

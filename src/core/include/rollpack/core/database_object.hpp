#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

enum class ObjectKind {
    view,
    materialized_view,
    function,
    procedure,
    trigger,
    table,
    other
};

/// "view", "materialized_view", ...: as in the manifest.
std::string_view to_string(ObjectKind kind) noexcept;
std::optional<ObjectKind> parse_object_kind(std::string_view text) noexcept;

/// A database object as a script names it. Names are as PostgreSQL stores them (folded, without
/// quotes); types are SQL text.
struct DatabaseObject {
    ObjectKind kind;
    std::optional<std::string> schema;
    std::string name;
    std::vector<std::string> argument_types;  ///< function, procedure: input arguments in order
    std::optional<std::string> table;  ///< trigger: the table it is on

    auto operator<=>(const DatabaseObject&) const = default;
};

/// For people: "view app.totals", "function format_cents(bigint)".
std::string describe(const DatabaseObject& object);

}  // namespace rollpack::core

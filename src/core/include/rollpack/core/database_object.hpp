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
    aggregate,
    trigger,
    rule,
    policy,
    type,
    domain,
    table,
    other
};

/// "view", "materialized_view", ...: as in the manifest.
std::string_view to_string(ObjectKind kind) noexcept;
std::optional<ObjectKind> parse_object_kind(std::string_view text) noexcept;

/// "materialized view", ...: SQL's word, as pg_identify_object() has it; "object" for other.
std::string_view words(ObjectKind kind) noexcept;
/// The kind of such a word; none for a word that has no kind of its own.
std::optional<ObjectKind> object_kind_of_words(std::string_view words) noexcept;

/// Function, procedure, aggregate: told apart by argument types.
bool is_routine(ObjectKind kind) noexcept;
/// Trigger, rule, policy: named behind the table that they are on, and gone with it.
bool is_part_of_table(ObjectKind kind) noexcept;

/// A database object as a script names it. Names are as PostgreSQL stores them (folded, without
/// quotes); types are SQL text.
struct DatabaseObject {
    ObjectKind kind;
    std::optional<std::string> schema;
    std::string name;
    std::vector<std::string> argument_types;  ///< of a routine: input arguments in order
    std::optional<std::string> table;  ///< of a part of a table: the table or view that it is on

    auto operator<=>(const DatabaseObject&) const = default;
};

/// For people: "view app.totals", "function format_cents(bigint)".
std::string describe(const DatabaseObject& object);

/// "DROP VIEW IF EXISTS "app"."totals"", without an end. Types are written as they are; other is no kind
/// that can be dropped.
std::string drop_text(const DatabaseObject& object);

}  // namespace rollpack::core

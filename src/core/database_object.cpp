#include "rollpack/core/database_object.hpp"

#include "rollpack/core/sql_identifier.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace rollpack::core {

namespace {

using enum ObjectKind;

struct KindNames {
    ObjectKind kind;
    std::string_view name;
    std::string_view words;  ///< as in messages
    std::string_view sql;  ///< as behind DROP
};

constexpr auto kinds = std::to_array<KindNames>({
    {view, "view", "view", "VIEW"},
    {materialized_view, "materialized_view", "materialized view", "MATERIALIZED VIEW"},
    {function, "function", "function", "FUNCTION"},
    {procedure, "procedure", "procedure", "PROCEDURE"},
    {aggregate, "aggregate", "aggregate", "AGGREGATE"},
    {trigger, "trigger", "trigger", "TRIGGER"},
    {rule, "rule", "rule", "RULE"},
    {policy, "policy", "policy", "POLICY"},
    {type, "type", "type", "TYPE"},
    {domain, "domain", "domain", "DOMAIN"},
    {table, "table", "table", "TABLE"},
    {other, "other", "object", ""},
});

const KindNames& names_of(ObjectKind kind) noexcept {
    const auto* const found = std::ranges::find(kinds, kind, &KindNames::kind);
    return found == kinds.end() ? kinds.back() : *found;
}

std::string qualified(const std::optional<std::string>& schema, const std::string& name) {
    return schema ? fmt::format("{}.{}", *schema, name) : name;
}

}  // namespace

std::string_view to_string(ObjectKind kind) noexcept {
    return names_of(kind).name;
}

std::optional<ObjectKind> parse_object_kind(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(kinds, text, &KindNames::name);
    return found == kinds.end() ? std::nullopt : std::optional{found->kind};
}

std::string_view words(ObjectKind kind) noexcept {
    return names_of(kind).words;
}

std::optional<ObjectKind> object_kind_of_words(std::string_view words) noexcept {
    const auto* const found = std::ranges::find(kinds, words, &KindNames::words);
    return found == kinds.end() || found->kind == other ? std::nullopt : std::optional{found->kind};
}

bool is_routine(ObjectKind kind) noexcept {
    return kind == function || kind == procedure || kind == aggregate;
}

bool is_part_of_table(ObjectKind kind) noexcept {
    return kind == trigger || kind == rule || kind == policy;
}

std::string describe(const DatabaseObject& object) {
    if (object.table) {
        return fmt::format(
            "{} {} on {}",
            words(object.kind),
            object.name,
            qualified(object.schema, *object.table)
        );
    }
    std::string text =
        fmt::format("{} {}", words(object.kind), qualified(object.schema, object.name));
    if (is_routine(object.kind)) {
        text += fmt::format("({})", fmt::join(object.argument_types, ", "));
    }
    return text;
}

std::string drop_text(const DatabaseObject& object) {
    std::string text = fmt::format("DROP {} IF EXISTS ", names_of(object.kind).sql);
    if (object.table) {
        return text + quote_identifier(object.name) + " ON "
            + quote_qualified(object.schema, *object.table);
    }
    text += quote_qualified(object.schema, object.name);
    if (!is_routine(object.kind)) {
        return text;
    }
    const bool takes_rows = object.kind == aggregate && object.argument_types.empty();
    return text
        + (takes_rows ? "(*)" : fmt::format("({})", fmt::join(object.argument_types, ", ")));
}

}  // namespace rollpack::core

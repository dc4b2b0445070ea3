#include "rollpack/core/database_object.hpp"

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
    std::string_view words;  ///< as in SQL and in messages
};

constexpr auto kinds = std::to_array<KindNames>({
    {view, "view", "view"},
    {materialized_view, "materialized_view", "materialized view"},
    {function, "function", "function"},
    {procedure, "procedure", "procedure"},
    {trigger, "trigger", "trigger"},
    {table, "table", "table"},
    {other, "other", "object"},
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

std::string describe(const DatabaseObject& object) {
    const std::string_view words = names_of(object.kind).words;
    if (object.kind == trigger && object.table) {
        return fmt::format(
            "{} {} on {}",
            words,
            object.name,
            qualified(object.schema, *object.table)
        );
    }
    std::string text = fmt::format("{} {}", words, qualified(object.schema, object.name));
    if (object.kind == function || object.kind == procedure) {
        text += fmt::format("({})", fmt::join(object.argument_types, ", "));
    }
    return text;
}

}  // namespace rollpack::core

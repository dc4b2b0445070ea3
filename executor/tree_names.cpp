#include "detail/tree_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace rollpack::executor::detail {

namespace {

std::optional<std::string> not_empty(std::string text) {
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

}  // namespace

core::RelationName relation_of(const Node& range_var) {
    return {not_empty(range_var["schemaname"].text()), range_var["relname"].text()};
}

core::RelationName relation_of_parts(const std::vector<Node>& parts) {
    core::RelationName result;
    if (!parts.empty()) {
        result.name = parts.back().content()["sval"].text();
    }
    if (parts.size() > 1) {
        result.schema = not_empty(parts[parts.size() - 2].content()["sval"].text());
    }
    return result;
}

core::RelationName relation_of_object(const Node& object) {
    const Node content = object.content();
    if (object.kind() == "String") {
        return {std::nullopt, content["sval"].text()};
    }
    if (object.kind() == "ObjectWithArgs") {
        return relation_of_parts(content["objname"].items());
    }
    return relation_of_parts(content[object.kind() == "TypeName" ? "names" : "items"].items());
}

core::RelationName table_of_part(const Node& object) {
    std::vector<Node> parts = object.content()["items"].items();
    if (!parts.empty()) {
        parts.pop_back();
    }
    return relation_of_parts(parts);
}

bool is_relation_type(std::string_view object_type) noexcept {
    constexpr auto relations = std::to_array<std::string_view>({
        "OBJECT_FOREIGN_TABLE",
        "OBJECT_INDEX",
        "OBJECT_MATVIEW",
        "OBJECT_SEQUENCE",
        "OBJECT_TABLE",
        "OBJECT_VIEW",
    });
    return std::ranges::find(relations, object_type) != relations.end();
}

bool is_part_of_table_type(std::string_view object_type) noexcept {
    return object_type == "OBJECT_TRIGGER" || object_type == "OBJECT_RULE"
        || object_type == "OBJECT_POLICY";
}

bool is_temporary(const Node& range_var) {
    return range_var["relpersistence"].text() == "t" || range_var["schemaname"].text() == "pg_temp";
}

}  // namespace rollpack::executor::detail

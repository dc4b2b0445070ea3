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

std::string object_words(std::string_view object_type) {
    struct Named {
        std::string_view object_type;
        std::string_view words;
    };

    constexpr auto names = std::to_array<Named>({
        {"OBJECT_DOMCONSTRAINT", "constraint"},
        {"OBJECT_FDW", "foreign data wrapper"},
        {"OBJECT_FOREIGN_SERVER", "server"},
        {"OBJECT_MATVIEW", "materialized view"},
        {"OBJECT_OPCLASS", "operator class"},
        {"OBJECT_OPFAMILY", "operator family"},
        {"OBJECT_STATISTIC_EXT", "statistics"},
        {"OBJECT_TABCONSTRAINT", "constraint"},
        {"OBJECT_TSCONFIGURATION", "text search configuration"},
        {"OBJECT_TSDICTIONARY", "text search dictionary"},
        {"OBJECT_TSPARSER", "text search parser"},
        {"OBJECT_TSTEMPLATE", "text search template"},
    });
    const auto* const found = std::ranges::find(names, object_type, &Named::object_type);
    if (found != names.end()) {
        return std::string{found->words};
    }
    std::string words{object_type.substr(object_type.find('_') + 1)};
    std::ranges::transform(words, words.begin(), [](char c) {
        return c == '_' ? ' ' : static_cast<char>(c - 'A' + 'a');
    });
    return words;
}

}  // namespace rollpack::executor::detail

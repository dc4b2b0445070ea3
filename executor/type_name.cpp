#include "detail/type_name.hpp"

#include "detail/identifier.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

namespace {

struct Alias {
    std::string_view internal;  ///< the name in pg_type
    std::string_view words;  ///< the name in the SQL standard
};

// PostgreSQL 15 manual, chapter 8, "Data Types".
constexpr auto aliases = std::to_array<Alias>({
    {"bit", "bit"},
    {"bool", "boolean"},
    {"bpchar", "character"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"interval", "interval"},
    {"numeric", "numeric"},
    {"time", "time without time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
});

/// Whether the parser reads the bare name as this name: it is in lower case and no keyword that
/// means something else here.
bool reads_as_itself(const std::string& name) {
    const bool is_plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!is_plain) {
        return false;
    }
    const ParseTree tree = ParseTree::parse("DROP TYPE " + name);
    if (tree.failure() || tree.statements().size() != 1) {
        return false;
    }
    const std::vector<Node> objects = tree.statements().front().content()["objects"].items();
    const std::vector<Node> names = objects.front().content()["names"].items();
    return names.size() == 1 && names.front().content()["sval"].text() == name;
}

std::string part_text(const std::string& name) {
    return reads_as_itself(name) ? name : quote_identifier(name);
}

std::string name_text(const std::vector<Node>& names) {
    const std::string last = names.empty() ? std::string{} : names.back().content()["sval"].text();
    const bool is_built_in = names.size() == 1
        || (names.size() == 2 && names.front().content()["sval"].text() == "pg_catalog");
    if (is_built_in) {
        const auto* const alias = std::ranges::find(aliases, last, &Alias::internal);
        if (alias != aliases.end()) {
            return std::string{alias->words};
        }
    }
    std::string text;
    for (const Node& name : names) {
        text += text.empty() ? "" : ".";
        text += part_text(name.content()["sval"].text());
    }
    return text;
}

/// "(10,2)" or nothing.
std::string modifiers_text(const Node& type_name) {
    const std::vector<Node> names = type_name["names"].items();
    const bool is_interval = !names.empty() && names.back().content()["sval"].text() == "interval";
    std::string text;
    for (const Node& modifier : type_name["typmods"].items()) {
        if (modifier.kind() != "A_Const" || is_interval) {
            return {};
        }
        text += text.empty() ? "(" : ",";
        text += std::to_string(modifier.content()["ival"]["ival"].number());
    }
    return text.empty() ? text : text + ")";
}

}  // namespace

std::string type_text(const Node& type_name) {
    std::string text = name_text(type_name["names"].items());
    if (type_name["pct_type"].is_true()) {
        text += "%TYPE";
    }
    if (!type_name["arrayBounds"].items().empty()) {
        text += "[]";
    }
    return text;
}

std::string full_type_text(const Node& type_name) {
    constexpr std::string_view zone = " with";  // in front of it, as in "time(3) with time zone"
    std::string text = type_text(type_name);
    const std::string modifiers = modifiers_text(type_name);
    const std::size_t place = text.starts_with("time") ? text.find(zone) : text.find("[]");
    return text.insert(std::min(place, text.size()), modifiers);
}

}  // namespace rollpack::executor::detail

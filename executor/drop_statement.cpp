#include "rollpack/executor/drop_statement.hpp"

#include "detail/parse_tree.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::executor {

namespace {

using core::DatabaseObject;
using core::ObjectKind;
using detail::Node;

/// No other name is longer in PostgreSQL (NAMEDATALEN): it would be cut and could mean another object.
constexpr std::size_t longest_name = 63;

/// As the parser calls it; empty for what is not dropped.
std::string_view remove_type(ObjectKind kind) {
    switch (kind) {
    case ObjectKind::view:
        return "OBJECT_VIEW";
    case ObjectKind::materialized_view:
        return "OBJECT_MATVIEW";
    case ObjectKind::function:
        return "OBJECT_FUNCTION";
    case ObjectKind::procedure:
        return "OBJECT_PROCEDURE";
    case ObjectKind::aggregate:
        return "OBJECT_AGGREGATE";
    case ObjectKind::trigger:
        return "OBJECT_TRIGGER";
    case ObjectKind::rule:
        return "OBJECT_RULE";
    case ObjectKind::policy:
        return "OBJECT_POLICY";
    case ObjectKind::type:
        return "OBJECT_TYPE";
    case ObjectKind::domain:
        return "OBJECT_DOMAIN";
    case ObjectKind::table:
        return "OBJECT_TABLE";
    case ObjectKind::other:
        break;
    }
    return {};
}

[[noreturn]] void refuse(const DatabaseObject& object, std::string_view why) {
    throw core::Error{
        core::ErrorCode::package_invalid,
        fmt::format("no DROP statement can be made for the {}: {}", describe(object), why),
        "Build the package again from its repository."};
}

void check_name(const DatabaseObject& object, std::string_view name) {
    if (name.empty() || name.find('\0') != std::string_view::npos) {
        refuse(object, "one of its names is empty or has a NUL byte");
    }
    if (name.size() > longest_name) {
        refuse(object, fmt::format("the name {} is longer than {} bytes", name, longest_name));
    }
}

void check_parts(const DatabaseObject& object) {
    check_name(object, object.name);
    if (object.schema) {
        check_name(object, *object.schema);
    }
    if (object.table) {
        check_name(object, *object.table);
    }
    if (is_part_of_table(object.kind) != object.table.has_value()) {
        refuse(object, "a trigger, rule or policy is on a table, and nothing else is");
    }
    if (!is_routine(object.kind) && !object.argument_types.empty()) {
        refuse(object, "only a function, procedure or aggregate has arguments");
    }
    for (const std::string& type : object.argument_types) {
        if (type.empty() || type.find('\0') != std::string::npos) {
            refuse(object, "one of its argument types is empty or has a NUL byte");
        }
    }
}

/// "a bigint" would be an argument with a name.
bool is_bare_type(const Node& argument) {
    const Node content = argument.content();
    return !content["name"].exists() && content["mode"].text() == "FUNC_PARAM_DEFAULT";
}

/// The argument types are raw SQL: nothing but the statement that is meant may come out of them.
bool is_what_was_meant(
    const DatabaseObject& object,
    const detail::ParseTree& tree,
    std::string_view type
) {
    const std::vector<Node> statements = tree.statements();
    if (statements.size() != 1 || statements.front().kind() != "DropStmt") {
        return false;
    }
    const Node drop = statements.front().content();
    const std::vector<Node> objects = drop["objects"].items();
    if (drop["removeType"].text() != type || objects.size() != 1
        || drop["behavior"].text() != "DROP_RESTRICT") {
        return false;
    }
    const std::vector<Node> arguments = objects.front().content()["objfuncargs"].items();
    return !is_routine(object.kind)
        || (arguments.size() == object.argument_types.size()
            && std::ranges::all_of(arguments, is_bare_type));
}

}  // namespace

std::string drop_statement(const DatabaseObject& object) {
    const std::string_view type = remove_type(object.kind);
    if (type.empty()) {
        refuse(object, "its kind is not known");
    }
    check_parts(object);
    std::string sql = drop_text(object);
    const detail::ParseTree tree = detail::ParseTree::parse(sql);
    if (tree.failure()) {
        refuse(object, tree.failure()->message);
    }
    if (!is_what_was_meant(object, tree, type)) {
        refuse(object, "its argument types are no list of types");
    }
    return sql;
}

}  // namespace rollpack::executor

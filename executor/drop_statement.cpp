#include "rollpack/executor/drop_statement.hpp"

#include "detail/identifier.hpp"
#include "detail/parse_tree.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

struct Form {
    std::string_view words;  ///< DROP ... IF EXISTS
    std::string_view remove_type;  ///< as the parser calls it
};

Form form_of(ObjectKind kind) {
    switch (kind) {
    case ObjectKind::view:
        return {"VIEW", "OBJECT_VIEW"};
    case ObjectKind::materialized_view:
        return {"MATERIALIZED VIEW", "OBJECT_MATVIEW"};
    case ObjectKind::function:
        return {"FUNCTION", "OBJECT_FUNCTION"};
    case ObjectKind::procedure:
        return {"PROCEDURE", "OBJECT_PROCEDURE"};
    case ObjectKind::trigger:
        return {"TRIGGER", "OBJECT_TRIGGER"};
    case ObjectKind::table:
        return {"TABLE", "OBJECT_TABLE"};
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

bool is_routine(ObjectKind kind) noexcept {
    return kind == ObjectKind::function || kind == ObjectKind::procedure;
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
    if ((object.kind == ObjectKind::trigger) != object.table.has_value()) {
        refuse(object, "a trigger is on a table, and nothing else is");
    }
    if (!is_routine(object.kind) && !object.argument_types.empty()) {
        refuse(object, "only a function or procedure has arguments");
    }
    for (const std::string& type : object.argument_types) {
        if (type.empty() || type.find('\0') != std::string::npos) {
            refuse(object, "one of its argument types is empty or has a NUL byte");
        }
    }
}

std::string write_statement(const DatabaseObject& object, std::string_view words) {
    std::string sql = fmt::format("DROP {} IF EXISTS ", words);
    if (object.table) {
        return sql + detail::quote_identifier(object.name) + " ON "
            + detail::quote_qualified(object.schema, *object.table);
    }
    sql += detail::quote_qualified(object.schema, object.name);
    if (is_routine(object.kind)) {
        sql += fmt::format("({})", fmt::join(object.argument_types, ", "));
    }
    return sql;
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
    std::string_view remove_type
) {
    const std::vector<Node> statements = tree.statements();
    if (statements.size() != 1 || statements.front().kind() != "DropStmt") {
        return false;
    }
    const Node drop = statements.front().content();
    const std::vector<Node> objects = drop["objects"].items();
    if (drop["removeType"].text() != remove_type || objects.size() != 1
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
    const Form form = form_of(object.kind);
    if (form.words.empty()) {
        refuse(object, "its kind is not known");
    }
    check_parts(object);
    std::string sql = write_statement(object, form.words);
    const detail::ParseTree tree = detail::ParseTree::parse(sql);
    if (tree.failure()) {
        refuse(object, tree.failure()->message);
    }
    if (!is_what_was_meant(object, tree, form.remove_type)) {
        refuse(object, "its argument types are no list of types");
    }
    return sql;
}

}  // namespace rollpack::executor

#include "detail/statement_aims.hpp"
#include "detail/tree_names.hpp"
#include "detail/type_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using Kind = NamedObject::Kind;

struct Type {
    std::string_view name;
    Kind kind;
};

constexpr auto types = std::to_array<Type>({
    {"OBJECT_AGGREGATE", Kind::routine},
    {"OBJECT_COLUMN", Kind::column},
    {"OBJECT_DOMAIN", Kind::type},
    {"OBJECT_EVENT_TRIGGER", Kind::event_trigger},
    {"OBJECT_EXTENSION", Kind::extension},
    {"OBJECT_FOREIGN_TABLE", Kind::relation},
    {"OBJECT_FUNCTION", Kind::routine},
    {"OBJECT_INDEX", Kind::relation},
    {"OBJECT_MATVIEW", Kind::relation},
    {"OBJECT_POLICY", Kind::policy},
    {"OBJECT_PROCEDURE", Kind::routine},
    {"OBJECT_PUBLICATION", Kind::publication},
    {"OBJECT_ROUTINE", Kind::routine},
    {"OBJECT_RULE", Kind::rule},
    {"OBJECT_SCHEMA", Kind::schema},
    {"OBJECT_SEQUENCE", Kind::relation},
    {"OBJECT_STATISTIC_EXT", Kind::statistics},
    {"OBJECT_TABCONSTRAINT", Kind::constraint},
    {"OBJECT_TABLE", Kind::relation},
    {"OBJECT_TRIGGER", Kind::trigger},
    {"OBJECT_TYPE", Kind::type},
    {"OBJECT_VIEW", Kind::relation},
});

bool is_part(Kind kind) noexcept {
    return kind == Kind::column || kind == Kind::constraint || kind == Kind::trigger
        || kind == Kind::rule || kind == Kind::policy;
}

NamedObject routine(const Node& object) {
    NamedObject result{.kind = Kind::routine, .name = relation_of_parts(object["objname"].items())};
    if (!object["args_unspecified"].is_true()) {
        result.argument_types.emplace();
        for (const Node& type : object["objargs"].items()) {
            result.argument_types->push_back(type_text(type.content()));
        }
    }
    return result;
}

/// Named behind the relation that it is a part of.
std::optional<NamedObject> part(Kind kind, const Node& object) {
    const std::vector<Node> names = object.content()["items"].items();
    if (names.size() < 2) {
        return std::nullopt;
    }
    return NamedObject{
        .kind = kind,
        .name = table_of_part(object),
        .part = names.back().content()["sval"].text()};
}

/// What one sub-command of ALTER TABLE aims at besides "the table is gone".
struct SubCommand {
    std::string_view subtype;
    Kind kind;
    Wanted wanted;
};

constexpr auto sub_commands = std::to_array<SubCommand>({
    {"AT_AddColumn", Kind::column, Wanted::there},
    {"AT_AddConstraint", Kind::constraint, Wanted::there},
    {"AT_AlterColumnGenericOptions", Kind::column, Wanted::gone},
    {"AT_AlterColumnType", Kind::column, Wanted::gone},
    {"AT_AlterConstraint", Kind::constraint, Wanted::gone},
    {"AT_ColumnDefault", Kind::column, Wanted::gone},
    {"AT_DisableTrig", Kind::trigger, Wanted::gone},
    {"AT_DropColumn", Kind::column, Wanted::gone},
    {"AT_DropConstraint", Kind::constraint, Wanted::gone},
    {"AT_DropExpression", Kind::column, Wanted::gone},
    {"AT_DropIdentity", Kind::column, Wanted::gone},
    {"AT_DropNotNull", Kind::column, Wanted::gone},
    {"AT_EnableAlwaysTrig", Kind::trigger, Wanted::gone},
    {"AT_EnableReplicaTrig", Kind::trigger, Wanted::gone},
    {"AT_EnableTrig", Kind::trigger, Wanted::gone},
    {"AT_ResetOptions", Kind::column, Wanted::gone},
    {"AT_SetCompression", Kind::column, Wanted::gone},
    {"AT_SetIdentity", Kind::column, Wanted::gone},
    {"AT_SetNotNull", Kind::column, Wanted::gone},
    {"AT_SetOptions", Kind::column, Wanted::gone},
    {"AT_SetStatistics", Kind::column, Wanted::gone},
    {"AT_SetStorage", Kind::column, Wanted::gone},
    {"AT_ValidateConstraint", Kind::constraint, Wanted::gone},
});

/// The name of the column, constraint or trigger; empty where the text has none.
std::string name_in(const Node& command) {
    const std::string name = command["name"].text();
    if (!name.empty()) {
        return name;
    }
    const Node definition = command["def"].content();
    const std::string column = definition["colname"].text();
    return column.empty() ? definition["conname"].text() : column;
}

}  // namespace

std::optional<NamedObject> named_object(std::string_view type, const Node& object) {
    const auto* const found = std::ranges::find(types, type, &Type::name);
    if (found == types.end()) {
        return std::nullopt;
    }
    if (found->kind == Kind::routine) {
        return routine(object.content());
    }
    if (is_part(found->kind)) {
        return part(found->kind, object);
    }
    return NamedObject{
        .kind = found->kind,
        .name = object.kind() == "RangeVar" ? relation_of(object.content())
                                            : relation_of_object(object)};
}

std::vector<Aim> alter_table_aims(const Node& statement) {
    const core::RelationName table = relation_of(statement["relation"]);
    std::vector<Aim> aims;
    for (const Node& item : statement["cmds"].items()) {
        const Node command = item.content();
        const auto* const found =
            std::ranges::find(sub_commands, command["subtype"].text(), &SubCommand::subtype);
        if (found == sub_commands.end()) {
            aims.push_back({{.kind = Kind::relation, .name = table}, Wanted::gone});
            continue;
        }
        std::string name = name_in(command);
        if (name.empty()) {
            return {};
        }
        aims.push_back(
            {{.kind = found->kind, .name = table, .part = std::move(name)}, found->wanted}
        );
    }
    return aims;
}

}  // namespace rollpack::executor::detail

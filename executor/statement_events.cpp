#include "detail/statement_events.hpp"

#include "detail/tree_names.hpp"
#include "detail/type_name.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::ObjectEvent;
using core::RelationName;
using core::RoutineArgument;
using core::RoutineShape;
using Verb = core::ObjectEvent::Verb;

/// The events of one statement.
class Events {
public:
    Events(std::size_t index, std::size_t line, std::vector<ObjectEvent>& events)
        : index_{index}
        , line_{line}
        , events_{events} {}

    void add(ObjectEvent event) {
        event.statement = index_;
        event.line = line_;
        events_.push_back(std::move(event));
    }

private:
    std::size_t index_;
    std::size_t line_;
    std::vector<ObjectEvent>& events_;
};

bool says_cascade(const Node& node) {
    return node["behavior"].text() == "DROP_CASCADE";
}

RoutineArgument::Mode mode_of(std::string_view mode) {
    using enum RoutineArgument::Mode;
    if (mode == "FUNC_PARAM_OUT") {
        return out;
    }
    if (mode == "FUNC_PARAM_INOUT") {
        return in_out;
    }
    if (mode == "FUNC_PARAM_VARIADIC") {
        return variadic;
    }
    return mode == "FUNC_PARAM_TABLE" ? table : in;
}

bool is_input(RoutineArgument::Mode mode) {
    return mode != RoutineArgument::Mode::out && mode != RoutineArgument::Mode::table;
}

std::vector<RoutineArgument> arguments_of(const Node& parameters) {
    std::vector<RoutineArgument> arguments;
    for (const Node& item : parameters.items()) {
        const Node parameter = item.content();
        arguments.push_back(
            {mode_of(parameter["mode"].text()),
             parameter["name"].text(),
             type_text(parameter["argType"])}
        );
    }
    return arguments;
}

std::vector<std::string> input_types(const std::vector<RoutineArgument>& arguments) {
    std::vector<std::string> types;
    for (const RoutineArgument& argument : arguments) {
        if (is_input(argument.mode)) {
            types.push_back(argument.type);
        }
    }
    return types;
}

bool tells_result(const RoutineArgument& argument) {
    return argument.mode != RoutineArgument::Mode::in
        && argument.mode != RoutineArgument::Mode::variadic;
}

RoutineShape shape_of(const Node& statement) {
    RoutineShape shape;
    shape.is_procedure = statement["is_procedure"].is_true();
    shape.arguments = arguments_of(statement["parameters"]);
    shape.returns_set = statement["returnType"]["setof"].is_true();
    if (!shape.is_procedure && std::ranges::none_of(shape.arguments, tells_result)) {
        shape.result = type_text(statement["returnType"]);
    }
    for (const Node& item : statement["parameters"].items()) {
        shape.defaults += item.content()["defexpr"].exists() ? 1U : 0U;
    }
    return shape;
}

/// The name that PostgreSQL gives a column of a query; none where that takes more than its text.
std::optional<std::string> column_name(const Node& target) {
    if (const std::string name = target["name"].text(); !name.empty()) {
        return name;
    }
    const Node value = target["val"];
    const bool is_column = value.kind() == "ColumnRef";
    if (!is_column && value.kind() != "FuncCall") {
        return std::nullopt;
    }
    const std::vector<Node> parts = value.content()[is_column ? "fields" : "funcname"].items();
    if (parts.empty() || parts.back().kind() != "String") {
        return std::nullopt;
    }
    return parts.back().content()["sval"].text();
}

/// A view's columns; none where its text does not tell: SELECT *, an expression without a name.
std::optional<std::vector<std::string>> view_columns(const Node& statement) {
    Node query = statement["query"].content();
    while (query["larg"].exists()) {
        query = query["larg"];
    }
    std::vector<std::string> columns;
    for (const Node& alias : statement["aliases"].items()) {
        columns.push_back(alias.content()["sval"].text());
    }
    const std::vector<Node> targets = query["targetList"].items();
    for (std::size_t i = columns.size(); i < targets.size(); ++i) {
        const auto name = column_name(targets[i].content());
        if (!name) {
            return std::nullopt;
        }
        columns.push_back(*name);
    }
    return columns.empty() ? std::nullopt : std::optional{columns};
}

void add_drop(const Node& statement, Events& events) {
    const std::string type = statement["removeType"].text();
    for (const Node& object : statement["objects"].items()) {
        ObjectEvent event{
            .verb = Verb::drops,
            .kind = object_words(type),
            .name = relation_of_object(object),
            .cascades = says_cascade(statement)};
        if (is_part_of_table_type(type)) {
            event.part_of = table_of_part(object);
            event.name.schema.reset();
        }
        if (object.kind() == "ObjectWithArgs" && !object.content()["args_unspecified"].is_true()) {
            const Node content = object.content();
            const Node written = content["objfuncargs"].exists() ? content["objfuncargs"]
                                                                 : content["objargs"];
            std::vector<std::string> types = input_types(arguments_of(written));
            if (!content["objfuncargs"].exists()) {
                types.clear();
                for (const Node& argument : written.items()) {
                    types.push_back(type_text(argument.content()));
                }
            }
            event.argument_types = std::move(types);
        }
        if (event.name.schema != "pg_temp") {
            events.add(std::move(event));
        }
    }
}

struct Alteration {
    std::string_view subtype;
    Verb verb;
    std::string_view kind;
};

constexpr auto alterations = std::to_array<Alteration>({
    {"AT_AlterColumnType", Verb::changes_type, "column"},
    {"AT_ColumnDefault", Verb::makes, "default value"},
    {"AT_DropColumn", Verb::drops, "column"},
    {"AT_DropConstraint", Verb::drops, "constraint"},
    {"AT_DropExpression", Verb::drops, "default value"},
});

void add_alter_table(const Node& statement, Events& events) {
    const Node relation = statement["relation"];
    if (is_temporary(relation)) {
        return;
    }
    for (const Node& item : statement["cmds"].items()) {
        const Node command = item.content();
        const auto* const found =
            std::ranges::find(alterations, command["subtype"].text(), &Alteration::subtype);
        if (found != alterations.end()) {
            events.add(
                {.verb = found->verb,
                 .kind = std::string{found->kind},
                 .name = {std::nullopt, command["name"].text()},
                 .part_of = relation_of(relation),
                 .cascades = says_cascade(command)}
            );
        }
    }
}

/// A trigger, rule or policy; `table` is the RangeVar node of its table.
void add_part(std::string_view kind, const Node& name, const Node& table, Events& events) {
    if (!is_temporary(table)) {
        events.add(
            {.kind = std::string{kind},
             .name = {std::nullopt, name.text()},
             .part_of = relation_of(table)}
        );
    }
}

void add_routine(const Node& statement, Events& events) {
    RoutineShape shape = shape_of(statement);
    events.add(
        {.kind = shape.is_procedure ? "procedure" : "function",
         .name = relation_of_parts(statement["funcname"].items()),
         .argument_types = input_types(shape.arguments),
         .routine = shape}
    );
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, Events& events);
};

constexpr auto rules = std::to_array<Rule>({
    {"AlterPolicyStmt",
     [](const Node& statement, Events& events) {
         add_part("policy", statement["policy_name"], statement["table"], events);
     }},
    {"AlterTableStmt", add_alter_table},
    {"CreateFunctionStmt", add_routine},
    {"CreatePolicyStmt",
     [](const Node& statement, Events& events) {
         add_part("policy", statement["policy_name"], statement["table"], events);
     }},
    {"CreateTableAsStmt",
     [](const Node& statement, Events& events) {
         const Node relation = statement["into"]["rel"];
         if (statement["objtype"].text() == "OBJECT_MATVIEW") {
             events.add({.kind = "materialized view", .name = relation_of(relation)});
         }
     }},
    {"CreateTrigStmt",
     [](const Node& statement, Events& events) {
         if (!statement["replace"].is_true()) {
             add_part("trigger", statement["trigname"], statement["relation"], events);
         }
     }},
    {"DropStmt", add_drop},
    {"RuleStmt",
     [](const Node& statement, Events& events) {
         add_part("rule", statement["rulename"], statement["relation"], events);
     }},
    {"ViewStmt",
     [](const Node& statement, Events& events) {
         if (!is_temporary(statement["view"])) {
             events.add(
                 {.kind = "view",
                  .name = relation_of(statement["view"]),
                  .columns = view_columns(statement)}
             );
         }
     }},
});

}  // namespace

void add_events(
    const Node& statement,
    std::size_t index,
    std::size_t line,
    std::vector<ObjectEvent>& events
) {
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    if (rule != rules.end()) {
        Events added{index, line, events};
        rule->add(statement.content(), added);
    }
}

}  // namespace rollpack::executor::detail

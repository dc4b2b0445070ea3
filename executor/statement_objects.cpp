#include "detail/statement_objects.hpp"

#include "detail/tree_names.hpp"
#include "detail/type_name.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

namespace {

using core::DatabaseObject;
using core::ObjectKind;
using core::RelationName;
using core::SqlAnalysis;

std::optional<std::string> not_empty(std::string text) {
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

std::vector<std::string> input_types(const Node& parameters) {
    std::vector<std::string> types;
    for (const Node& parameter : parameters.items()) {
        const Node content = parameter.content();
        const std::string mode = content["mode"].text();
        if (mode != "FUNC_PARAM_OUT" && mode != "FUNC_PARAM_TABLE") {
            types.push_back(type_text(content["argType"]));
        }
    }
    return types;
}

DatabaseObject object_of(ObjectKind kind, RelationName name) {
    return {
        .kind = kind,
        .schema = std::move(name.schema),
        .name = std::move(name.name),
        .argument_types = {},
        .table = {}};
}

/// A relation of this session only is gone with it.
void add_relation(const Node& relation, ObjectKind kind, SqlAnalysis& analysis) {
    if (relation["relpersistence"].text() != "t") {
        analysis.creates.push_back(object_of(kind, relation_of(relation)));
    }
}

void add_routine(const Node& statement, SqlAnalysis& analysis) {
    DatabaseObject routine = object_of(
        statement["is_procedure"].is_true() ? ObjectKind::procedure : ObjectKind::function,
        relation_of_parts(statement["funcname"].items())
    );
    routine.argument_types = input_types(statement["parameters"]);
    analysis.creates.push_back(std::move(routine));
}

void add_part(ObjectKind kind, const Node& name, const Node& table, SqlAnalysis& analysis) {
    if (is_temporary(table)) {
        return;
    }
    DatabaseObject part =
        object_of(kind, {.schema = not_empty(table["schemaname"].text()), .name = name.text()});
    part.table = table["relname"].text();
    analysis.creates.push_back(std::move(part));
}

void add_type(ObjectKind kind, const Node& name, SqlAnalysis& analysis) {
    RelationName type = relation_of_parts(name.items());
    if (type.schema != "pg_temp") {
        analysis.creates.push_back(object_of(kind, std::move(type)));
    }
}

/// CREATE OPERATOR, COLLATION and the like are DefineStmt too, and have no kind of their own here; the old
/// form of CREATE AGGREGATE hides its argument in a list of options.
void add_definition(const Node& statement, SqlAnalysis& analysis) {
    const std::vector<Node> arguments = statement["args"].items();
    if (statement["kind"].text() != "OBJECT_AGGREGATE" || arguments.empty()) {
        analysis.creates_known = false;
        return;
    }
    DatabaseObject aggregate =
        object_of(ObjectKind::aggregate, relation_of_parts(statement["defnames"].items()));
    aggregate.argument_types = input_types(arguments[0].content()["items"]);
    analysis.creates.push_back(std::move(aggregate));
}

/// What CREATE SCHEMA creates in itself.
void add_schema_elements(const Node& statement, SqlAnalysis& analysis) {
    const auto first = static_cast<std::ptrdiff_t>(analysis.creates.size());
    for (const Node& element : statement["schemaElts"].items()) {
        add_objects(element, analysis);
    }
    const std::optional<std::string> schema = not_empty(statement["schemaname"].text());
    std::for_each(
        analysis.creates.begin() + first,
        analysis.creates.end(),
        [&](DatabaseObject& made) {
            if (!made.schema) {
                made.schema = schema;
            }
        }
    );
}

/// The kinds that DROP ... calls by this name.
std::vector<ObjectKind> dropped_kinds(std::string_view remove_type) {
    using enum ObjectKind;

    struct Named {
        std::string_view remove_type;
        ObjectKind kind;
    };

    constexpr auto names = std::to_array<Named>({
        {"OBJECT_AGGREGATE", aggregate},
        {"OBJECT_DOMAIN", domain},
        {"OBJECT_FOREIGN_TABLE", table},
        {"OBJECT_FUNCTION", function},
        {"OBJECT_MATVIEW", materialized_view},
        {"OBJECT_POLICY", policy},
        {"OBJECT_PROCEDURE", procedure},
        {"OBJECT_RULE", rule},
        {"OBJECT_TABLE", table},
        {"OBJECT_TRIGGER", trigger},
        {"OBJECT_TYPE", type},
        {"OBJECT_VIEW", view},
    });
    if (remove_type == "OBJECT_ROUTINE") {
        return {function, procedure, aggregate};
    }
    const auto* const found = std::ranges::find(names, remove_type, &Named::remove_type);
    return {found == names.end() ? other : found->kind};
}

/// A trigger, rule or policy is named behind the name of its table.
DatabaseObject dropped_part_of_table(ObjectKind kind, std::vector<Node> parts) {
    std::string name = parts.back().content()["sval"].text();
    parts.pop_back();
    RelationName table = relation_of_parts(parts);
    DatabaseObject object =
        object_of(kind, {.schema = std::move(table.schema), .name = std::move(name)});
    object.table = std::move(table.name);
    return object;
}

DatabaseObject dropped_object(ObjectKind kind, std::string_view remove_type, const Node& object) {
    const Node content = object.content();
    if (object.kind() == "ObjectWithArgs") {
        DatabaseObject routine = object_of(kind, relation_of_parts(content["objname"].items()));
        routine.argument_types = input_types(content["objfuncargs"]);
        return routine;
    }
    if (object.kind() == "TypeName") {
        return object_of(kind, relation_of_parts(content["names"].items()));
    }
    if (object.kind() == "String") {
        return object_of(kind, {.schema = {}, .name = content["sval"].text()});
    }
    const std::vector<Node> parts = content["items"].items();
    if (is_part_of_table_type(remove_type) && parts.size() > 1) {
        return dropped_part_of_table(kind, parts);
    }
    return object_of(kind, relation_of_parts(parts));
}

void add_drops(const Node& statement, SqlAnalysis& analysis) {
    const std::string remove_type = statement["removeType"].text();
    for (const Node& object : statement["objects"].items()) {
        for (const ObjectKind kind : dropped_kinds(remove_type)) {
            analysis.drops.push_back(dropped_object(kind, remove_type, object));
        }
    }
}

bool says_cascade(const Node& node) {
    return node["behavior"].text() == "DROP_CASCADE";
}

bool cascades(const Node& statement) {
    const std::vector<Node> commands = statement["cmds"].items();
    return says_cascade(statement) || std::ranges::any_of(commands, [](const Node& command) {
               return says_cascade(command.content());
           });
}

/// Statements whose effect is not seen in their text, or whose objects have no kind of their own
/// here, so that nobody may rely on the list of what a script creates.
constexpr auto hiding_kinds = std::to_array<std::string_view>({
    "CallStmt",
    "CreateExtensionStmt",
    "CreateSeqStmt",
    "DoStmt",
    "ExecuteStmt",
    "ImportForeignSchemaStmt",
});

/// A renamed or moved object is no longer known by the name under which it was created.
bool changes_a_listed_name(const Node& statement) {
    const std::string_view kind = statement.kind();
    if (kind != "RenameStmt" && kind != "AlterObjectSchemaStmt") {
        return false;
    }
    const std::string type =
        statement.content()[kind == "RenameStmt" ? "renameType" : "objectType"].text();
    return type == "OBJECT_SCHEMA" || dropped_kinds(type).front() != ObjectKind::other;
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, SqlAnalysis& analysis);
};

constexpr auto rules = std::to_array<Rule>({
    {"CompositeTypeStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_relation(statement["typevar"], ObjectKind::type, analysis);
     }},
    {"CreateDomainStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_type(ObjectKind::domain, statement["domainname"], analysis);
     }},
    {"CreateEnumStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_type(ObjectKind::type, statement["typeName"], analysis);
     }},
    {"CreateForeignTableStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_relation(statement["base"]["relation"], ObjectKind::table, analysis);
     }},
    {"CreateFunctionStmt", add_routine},
    {"CreatePolicyStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_part(ObjectKind::policy, statement["policy_name"], statement["table"], analysis);
     }},
    {"CreateRangeStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_type(ObjectKind::type, statement["typeName"], analysis);
     }},
    {"CreateSchemaStmt", add_schema_elements},
    {"CreateStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_relation(statement["relation"], ObjectKind::table, analysis);
     }},
    {"CreateTableAsStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         const bool is_view = statement["objtype"].text() == "OBJECT_MATVIEW";
         add_relation(
             statement["into"]["rel"],
             is_view ? ObjectKind::materialized_view : ObjectKind::table,
             analysis
         );
     }},
    {"CreateTrigStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_part(ObjectKind::trigger, statement["trigname"], statement["relation"], analysis);
     }},
    {"DefineStmt", add_definition},
    {"DropStmt", add_drops},
    {"RuleStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_part(ObjectKind::rule, statement["rulename"], statement["relation"], analysis);
     }},
    {"SelectStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         if (statement["intoClause"].exists()) {
             add_relation(statement["intoClause"]["rel"], ObjectKind::table, analysis);
         }
     }},
    {"ViewStmt",
     [](const Node& statement, SqlAnalysis& analysis) {
         add_relation(statement["view"], ObjectKind::view, analysis);
     }},
});

}  // namespace

void add_objects(const Node& statement, SqlAnalysis& analysis) {
    const std::string_view kind = statement.kind();
    const auto* const rule = std::ranges::find(rules, kind, &Rule::kind);
    if (rule != rules.end()) {
        rule->add(statement.content(), analysis);
    }
    if (std::ranges::find(hiding_kinds, kind) != hiding_kinds.end()
        || changes_a_listed_name(statement)) {
        analysis.creates_known = false;
    }
    const bool may_drop = kind == "DropStmt" || kind == "AlterTableStmt" || kind == "DropOwnedStmt";
    if (may_drop && (kind == "DropOwnedStmt" || cascades(statement.content()))) {
        analysis.drops_cascade = true;
    }
}

}  // namespace rollpack::executor::detail

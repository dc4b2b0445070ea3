#include "detail/statement_changes.hpp"

#include "detail/tree_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::RelationName;
using core::SqlChange;
using Verb = core::SqlChange::Verb;

/// The changes of one statement.
class Changes {
public:
    Changes(std::size_t line, std::vector<SqlChange>& changes)
        : line_{line}
        , changes_{changes} {}

    void add(SqlChange change) {
        change.line = line_;
        changes_.push_back(std::move(change));
    }

    void create(std::string kind, RelationName name, bool is_guarded) {
        add({.kind = std::move(kind), .name = std::move(name), .is_guarded = is_guarded});
    }

private:
    std::size_t line_;
    std::vector<SqlChange>& changes_;
};

RelationName bare(std::string name) {
    return {std::nullopt, std::move(name)};
}

/// IF NOT EXISTS and OR REPLACE, whichever the statement has.
bool is_guarded(const Node& statement) {
    return statement["if_not_exists"].is_true() || statement["replace"].is_true();
}

/// `relation` is a RangeVar node; what belongs to this session is in its own schema, gone with it.
void create_relation(
    std::string_view kind,
    const Node& relation,
    const Node& statement,
    Changes& changes
) {
    RelationName name = relation_of(relation);
    const bool is_of_session = is_temporary(relation);
    if (is_of_session) {
        name.schema = "pg_temp";
    }
    changes.create(std::string{kind}, std::move(name), is_of_session || is_guarded(statement));
}

/// A trigger, rule or policy; `relation` is the RangeVar node of its table.
void create_part(
    std::string_view kind,
    std::string name,
    const Node& relation,
    const Node& statement,
    Changes& changes
) {
    if (!is_temporary(relation)) {
        changes.add(
            {.kind = std::string{kind},
             .name = bare(std::move(name)),
             .part_of = relation_of(relation),
             .is_guarded = is_guarded(statement)}
        );
    }
}

/// `names` are the parts of a name.
void create_named(
    std::string_view kind,
    const Node& names,
    const Node& statement,
    Changes& changes
) {
    changes.create(std::string{kind}, relation_of_parts(names.items()), is_guarded(statement));
}

/// The name that an AlterTableCmd gives or takes away, and as what; an empty kind for other commands.
struct PartChange {
    Verb verb = Verb::creates;
    std::string kind;
    std::string name;
};

PartChange part_change(const Node& command, bool is_type) {
    const std::string subtype = command["subtype"].text();
    const Node definition = command["def"].content();
    const std::string column = is_type ? "attribute" : "column";
    if (subtype == "AT_AddColumn") {
        return {Verb::creates, column, definition["colname"].text()};
    }
    if (subtype == "AT_DropColumn") {
        return {Verb::drops, column, command["name"].text()};
    }
    if (subtype == "AT_AddConstraint") {
        return {Verb::creates, "constraint", definition["conname"].text()};
    }
    if (subtype == "AT_DropConstraint") {
        return {Verb::drops, "constraint", command["name"].text()};
    }
    if (subtype == "AT_AddIdentity") {
        return {Verb::creates, "identity", command["name"].text()};
    }
    if (subtype == "AT_DropIdentity") {
        return {Verb::drops, "identity", command["name"].text()};
    }
    if (subtype == "AT_AttachPartition") {
        return {Verb::creates, "partition", relation_of(definition["name"]).name};
    }
    if (subtype == "AT_DetachPartition") {
        return {Verb::drops, "partition", relation_of(definition["name"]).name};
    }
    return {};
}

void add_alter_table(const Node& statement, Changes& changes) {
    const Node relation = statement["relation"];
    if (is_temporary(relation)) {
        return;
    }
    for (const Node& item : statement["cmds"].items()) {
        PartChange part = part_change(item.content(), statement["objtype"].text() == "OBJECT_TYPE");
        if (!part.kind.empty()) {
            changes.add(
                {.verb = part.verb,
                 .kind = std::move(part.kind),
                 .name = bare(std::move(part.name)),
                 .part_of = relation_of(relation),
                 .is_guarded = item.content()["missing_ok"].is_true()}
            );
        }
    }
}

void add_drop(const Node& statement, Changes& changes) {
    const std::string type = statement["removeType"].text();
    const bool is_guarded = statement["missing_ok"].is_true();
    for (const Node& object : statement["objects"].items()) {
        SqlChange change{
            .verb = Verb::drops,
            .kind = object_words(type),
            .name = relation_of_object(object),
            .is_guarded = is_guarded};
        if (is_part_of_table_type(type)) {
            change.part_of = table_of_part(object);
            change.name.schema.reset();
        }
        if (change.name.schema != "pg_temp") {
            changes.add(std::move(change));
        }
    }
}

void add_drop_roles(const Node& statement, Changes& changes) {
    for (const Node& role : statement["roles"].items()) {
        changes.add(
            {.verb = Verb::drops,
             .kind = "role",
             .name = bare(role.content()["rolename"].text()),
             .is_guarded = statement["missing_ok"].is_true()}
        );
    }
}

/// ALTER TABLE IF EXISTS x RENAME passes over a table that is not there, not over a column that is not.
void add_rename(const Node& statement, Changes& changes) {
    const std::string type = statement["renameType"].text();
    const Node relation = statement["relation"];
    SqlChange change{
        .verb = Verb::renames,
        .kind = object_words(type),
        .new_name = statement["newname"].text()};
    if (is_relation_type(type)) {
        change.name = relation_of(relation);
        change.is_guarded = statement["missing_ok"].is_true();
    } else if (relation.exists()) {
        change.name = bare(statement["subname"].text());
        change.part_of = relation_of(relation);
    } else if (statement["object"].exists()) {
        change.name = relation_of_object(statement["object"]);
    } else {
        change.name = bare(statement["subname"].text());
    }
    if (!relation.exists() || !is_temporary(relation)) {
        changes.add(std::move(change));
    }
}

void add_move(const Node& statement, Changes& changes) {
    const Node relation = statement["relation"];
    changes.add(
        {.verb = Verb::renames,
         .kind = object_words(statement["objectType"].text()),
         .name = relation.exists() ? relation_of(relation)
                                   : relation_of_object(statement["object"]),
         .new_name = statement["newschema"].text(),
         .is_guarded = statement["missing_ok"].is_true()}
    );
}

/// ALTER TYPE ... ADD VALUE, RENAME VALUE
void add_enum_value(const Node& statement, Changes& changes) {
    const std::string old_value = statement["oldVal"].text();
    const std::string new_value = statement["newVal"].text();
    SqlChange change{
        .kind = "enum value",
        .name = bare(old_value.empty() ? new_value : old_value),
        .part_of = relation_of_parts(statement["typeName"].items()),
        .is_guarded = statement["skipIfNewValExists"].is_true()};
    if (!old_value.empty()) {
        change.verb = Verb::renames;
        change.new_name = new_value;
    }
    changes.add(std::move(change));
}

/// What CREATE SCHEMA creates in itself.
void add_schema(const Node& statement, std::size_t line, Changes& changes) {
    RelationName name = bare(statement["schemaname"].text());
    std::vector<SqlChange> elements;
    for (const Node& element : statement["schemaElts"].items()) {
        add_changes(element, line, elements);
    }
    changes.create("schema", name, is_guarded(statement));
    for (SqlChange& change : elements) {
        RelationName& made = change.part_of ? *change.part_of : change.name;
        made.schema = made.schema ? made.schema : name.name;
        changes.add(std::move(change));
    }
}

void add_index(const Node& statement, Changes& changes) {
    const Node relation = statement["relation"];
    if (!is_temporary(relation)) {
        changes.add(
            {.kind = "index",
             .name = {relation_of(relation).schema, statement["idxname"].text()},
             .part_of = relation_of(relation),
             .is_guarded = is_guarded(statement)}
        );
    }
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, Changes& changes);
};

/// Creates something that the member `name` of the statement names as a text.
struct TextRule {
    std::string_view kind;
    std::string_view word;
    std::string_view name;
};

constexpr auto text_rules = std::to_array<TextRule>({
    {"CreateAmStmt", "access method", "amname"},
    {"CreateEventTrigStmt", "event trigger", "trigname"},
    {"CreateExtensionStmt", "extension", "extname"},
    {"CreateFdwStmt", "foreign data wrapper", "fdwname"},
    {"CreateForeignServerStmt", "server", "servername"},
    {"CreatePLangStmt", "language", "plname"},
    {"CreatePublicationStmt", "publication", "pubname"},
    {"CreateRoleStmt", "role", "role"},
    {"CreateSubscriptionStmt", "subscription", "subname"},
});

/// As TextRule, with a name of parts.
constexpr auto list_rules = std::to_array<TextRule>({
    {"CreateConversionStmt", "conversion", "conversion_name"},
    {"CreateDomainStmt", "domain", "domainname"},
    {"CreateEnumStmt", "type", "typeName"},
    {"CreateOpClassStmt", "operator class", "opclassname"},
    {"CreateOpFamilyStmt", "operator family", "opfamilyname"},
    {"CreateRangeStmt", "type", "typeName"},
    {"CreateStatsStmt", "statistics", "defnames"},
});

constexpr auto rules = std::to_array<Rule>({
    {"AlterEnumStmt", add_enum_value},
    {"AlterObjectSchemaStmt", add_move},
    {"AlterTableStmt", add_alter_table},
    {"CompositeTypeStmt",
     [](const Node& statement, Changes& changes) {
         create_relation("type", statement["typevar"], statement, changes);
     }},
    {"CreateForeignTableStmt",
     [](const Node& statement, Changes& changes) {
         create_relation(
             "foreign table",
             statement["base"]["relation"],
             statement["base"],
             changes
         );
     }},
    {"CreateFunctionStmt",
     [](const Node& statement, Changes& changes) {
         const bool is_procedure = statement["is_procedure"].is_true();
         create_named(
             is_procedure ? "procedure" : "function",
             statement["funcname"],
             statement,
             changes
         );
     }},
    {"CreatePolicyStmt",
     [](const Node& statement, Changes& changes) {
         const std::string name = statement["policy_name"].text();
         create_part("policy", name, statement["table"], statement, changes);
     }},
    {"CreateSeqStmt",
     [](const Node& statement, Changes& changes) {
         create_relation("sequence", statement["sequence"], statement, changes);
     }},
    {"CreateStmt",
     [](const Node& statement, Changes& changes) {
         create_relation("table", statement["relation"], statement, changes);
     }},
    {"CreateTableAsStmt",
     [](const Node& statement, Changes& changes) {
         const bool is_view = statement["objtype"].text() == "OBJECT_MATVIEW";
         create_relation(
             is_view ? "materialized view" : "table",
             statement["into"]["rel"],
             statement,
             changes
         );
     }},
    {"CreateTrigStmt",
     [](const Node& statement, Changes& changes) {
         const std::string name = statement["trigname"].text();
         create_part("trigger", name, statement["relation"], statement, changes);
     }},
    {"DefineStmt",
     [](const Node& statement, Changes& changes) {
         create_named(
             object_words(statement["kind"].text()),
             statement["defnames"],
             statement,
             changes
         );
     }},
    {"DropRoleStmt", add_drop_roles},
    {"DropStmt", add_drop},
    {"IndexStmt", add_index},
    {"RenameStmt", add_rename},
    {"RuleStmt",
     [](const Node& statement, Changes& changes) {
         const std::string name = statement["rulename"].text();
         create_part("rule", name, statement["relation"], statement, changes);
     }},
    {"SelectStmt",
     [](const Node& statement, Changes& changes) {
         if (statement["intoClause"].exists()) {
             create_relation("table", statement["intoClause"]["rel"], {}, changes);
         }
     }},
    {"ViewStmt",
     [](const Node& statement, Changes& changes) {
         create_relation("view", statement["view"], statement, changes);
     }},
});

}  // namespace

void add_changes(const Node& statement, std::size_t line, std::vector<SqlChange>& changes) {
    Changes added{line, changes};
    const std::string_view kind = statement.kind();
    const Node content = statement.content();
    if (kind == "CreateSchemaStmt") {
        add_schema(content, line, added);
    }
    const auto* const by_text = std::ranges::find(text_rules, kind, &TextRule::kind);
    if (by_text != text_rules.end()) {
        added.create(
            std::string{by_text->word},
            bare(content[by_text->name].text()),
            is_guarded(content)
        );
    }
    const auto* const by_list = std::ranges::find(list_rules, kind, &TextRule::kind);
    if (by_list != list_rules.end()) {
        create_named(by_list->word, content[by_list->name], content, added);
    }
    const auto* const rule = std::ranges::find(rules, kind, &Rule::kind);
    if (rule != rules.end()) {
        rule->add(content, added);
    }
}

}  // namespace rollpack::executor::detail

#include "detail/statement_needs.hpp"

#include "detail/tree_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

namespace {

using core::RelationName;
using core::SqlAnalysis;

/// The needs of one statement.
class Needs {
public:
    Needs(std::size_t line, SqlAnalysis& analysis)
        : line_{line}
        , analysis_{analysis} {}

    std::size_t line() const noexcept { return line_; }

    SqlAnalysis& analysis() noexcept { return analysis_; }

    void owner(RelationName relation) {
        auto& owners = analysis_.needs_owner;
        if (owners.empty() || owners.back() != relation) {
            owners.push_back(std::move(relation));
        }
    }

    /// `relation` is a RangeVar node.
    void owner_of(const Node& relation) {
        if (relation.exists() && !is_temporary(relation)) {
            owner(relation_of(relation));
        }
    }

    void create_in(const std::optional<std::string>& schema) {
        if (schema && *schema != "pg_temp") {
            analysis_.creates_in.insert(*schema);
        }
    }

    /// `relation` is a RangeVar node.
    void create_beside(const Node& relation) {
        if (!is_temporary(relation)) {
            create_in(relation_of(relation).schema);
        }
    }

    /// `role` is the content of a RoleSpec node; PUBLIC, CURRENT_USER and the like have no name.
    void role(const Node& role) {
        if (std::string name = role["rolename"].text(); !name.empty()) {
            analysis_.roles.insert(std::move(name));
        }
    }

    void roles(const Node& list) {
        for (const Node& item : list.items()) {
            role(item.content());
        }
    }

private:
    std::size_t line_;
    SqlAnalysis& analysis_;
};

void add_alter_table(const Node& statement, Needs& needs) {
    needs.owner_of(statement["relation"]);
    for (const Node& item : statement["cmds"].items()) {
        const Node command = item.content();
        const Node definition = command["def"].content();
        const std::string subtype = command["subtype"].text();
        if (subtype == "AT_AddColumn") {
            needs.analysis().adds_columns.push_back(
                {relation_of(statement["relation"]), definition["colname"].text()}
            );
        } else if (subtype == "AT_AttachPartition") {
            needs.owner_of(definition["name"]);
        } else if (subtype == "AT_AddInherit") {
            needs.owner_of(definition);
        } else if (subtype == "AT_ChangeOwner") {
            needs.role(command["newowner"]);
        }
    }
}

void add_create_table(const Node& statement, Needs& needs) {
    needs.create_beside(statement["relation"]);
    for (const Node& parent : statement["inhRelations"].items()) {
        needs.owner_of(parent.content());
    }
}

void add_create_schema(const Node& statement, Needs& needs) {
    needs.role(statement["authrole"]);
}

void add_drop(const Node& statement, Needs& needs) {
    const std::string type = statement["removeType"].text();
    for (const Node& object : statement["objects"].items()) {
        if (is_relation_type(type)) {
            needs.owner(relation_of_object(object));
        } else if (is_part_of_table_type(type)) {
            needs.owner(table_of_part(object));
        }
    }
}

void add_comment(const Node& statement, Needs& needs) {
    const std::string type = statement["objtype"].text();
    if (is_relation_type(type)) {
        needs.owner(relation_of_object(statement["object"]));
    } else if (type == "OBJECT_COLUMN" || type == "OBJECT_TABCONSTRAINT" || is_part_of_table_type(type)) {
        needs.owner(table_of_part(statement["object"]));
    }
}

void add_rename(const Node& statement, Needs& needs) {
    const Node relation = statement["relation"];
    needs.owner_of(relation);
    const std::string type = statement["renameType"].text();
    core::Renaming renaming{
        .from = relation_of(relation),
        .to = relation_of(relation),
        .line = needs.line()};
    if (type == "OBJECT_COLUMN" || type == "OBJECT_ATTRIBUTE") {
        renaming.column_from = statement["subname"].text();
        renaming.column_to = statement["newname"].text();
    } else if (is_relation_type(type)) {
        renaming.to.name = statement["newname"].text();
    } else {
        return;
    }
    needs.analysis().renames.push_back(std::move(renaming));
}

void add_move(const Node& statement, Needs& needs) {
    const std::string schema = statement["newschema"].text();
    needs.create_in(schema);
    if (statement["relation"].exists()) {
        needs.owner_of(statement["relation"]);
        const RelationName from = relation_of(statement["relation"]);
        needs.analysis().renames.push_back(
            {.from = from, .to = {schema, from.name}, .line = needs.line()}
        );
    }
}

void add_default_privileges(const Node& statement, Needs& needs) {
    for (const Node& item : statement["options"].items()) {
        if (item.content()["defname"].text() == "roles") {
            needs.roles(item.content()["arg"].content()["items"]);
        }
    }
}

/// The texts that SET assigns; what is no text (SET ROLE to a number, say) is left out.
std::vector<std::string> set_values(const Node& statement) {
    std::vector<std::string> values;
    for (const Node& argument : statement["args"].items()) {
        if (std::string text = argument.content()["sval"]["sval"].text(); !text.empty()) {
            values.push_back(std::move(text));
        }
    }
    return values;
}

void add_setting(const Node& statement, Needs& needs) {
    const std::string name = statement["name"].text();
    std::vector<std::string> values = set_values(statement);
    if (name == "search_path") {
        needs.analysis().search_paths.push_back({std::move(values), needs.line()});
        return;
    }
    if (name != "role" && name != "session_authorization") {
        return;
    }
    if (!values.empty() && values.front() != "none") {
        needs.analysis().takes_role = true;
        needs.analysis().roles.insert(std::move(values.front()));
    }
}

void add_names(const Node& parts, Needs& needs) {
    needs.create_in(relation_of_parts(parts.items()).schema);
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, Needs& needs);
};

constexpr auto rules = std::to_array<Rule>({
    {"AlterDefaultPrivilegesStmt", add_default_privileges},
    {"AlterObjectSchemaStmt", add_move},
    {"AlterOwnerStmt",
     [](const Node& statement, Needs& needs) { needs.role(statement["newowner"]); }},
    {"AlterPolicyStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["table"]); }},
    {"AlterSeqStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["sequence"]); }},
    {"AlterTableStmt", add_alter_table},
    {"ClusterStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["relation"]); }},
    {"CommentStmt", add_comment},
    {"CompositeTypeStmt",
     [](const Node& statement, Needs& needs) { needs.create_beside(statement["typevar"]); }},
    {"CreateDomainStmt",
     [](const Node& statement, Needs& needs) { add_names(statement["domainname"], needs); }},
    {"CreateEnumStmt",
     [](const Node& statement, Needs& needs) { add_names(statement["typeName"], needs); }},
    {"CreateForeignTableStmt",
     [](const Node& statement, Needs& needs) { add_create_table(statement["base"], needs); }},
    {"CreateFunctionStmt",
     [](const Node& statement, Needs& needs) { add_names(statement["funcname"], needs); }},
    {"CreatePolicyStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["table"]); }},
    {"CreateRangeStmt",
     [](const Node& statement, Needs& needs) { add_names(statement["typeName"], needs); }},
    {"CreateSchemaStmt", add_create_schema},
    {"CreateSeqStmt",
     [](const Node& statement, Needs& needs) { needs.create_beside(statement["sequence"]); }},
    {"CreateStatsStmt",
     [](const Node& statement, Needs& needs) {
         add_names(statement["defnames"], needs);
         for (const Node& relation : statement["relations"].items()) {
             needs.owner_of(relation.content());
         }
     }},
    {"CreateStmt", add_create_table},
    {"CreateTableAsStmt",
     [](const Node& statement, Needs& needs) { needs.create_beside(statement["into"]["rel"]); }},
    {"DefineStmt",
     [](const Node& statement, Needs& needs) { add_names(statement["defnames"], needs); }},
    {"DropOwnedStmt", [](const Node& statement, Needs& needs) { needs.roles(statement["roles"]); }},
    {"DropStmt", add_drop},
    {"IndexStmt",
     [](const Node& statement, Needs& needs) {
         needs.owner_of(statement["relation"]);
         needs.create_beside(statement["relation"]);
     }},
    {"ReassignOwnedStmt",
     [](const Node& statement, Needs& needs) {
         needs.roles(statement["roles"]);
         needs.role(statement["newrole"]);
     }},
    {"RefreshMatViewStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["relation"]); }},
    {"ReindexStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["relation"]); }},
    {"RenameStmt", add_rename},
    {"RuleStmt",
     [](const Node& statement, Needs& needs) { needs.owner_of(statement["relation"]); }},
    {"SelectStmt",
     [](const Node& statement, Needs& needs) {
         needs.create_beside(statement["intoClause"]["rel"]);
     }},
    {"VariableSetStmt", add_setting},
    {"ViewStmt",
     [](const Node& statement, Needs& needs) {
         needs.create_beside(statement["view"]);
         if (statement["replace"].is_true()) {
             needs.owner_of(statement["view"]);
         }
     }},
});

}  // namespace

void add_needs(const Node& statement, std::size_t line, core::SqlAnalysis& analysis) {
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    if (rule != rules.end()) {
        Needs needs{line, analysis};
        rule->add(statement.content(), needs);
    }
}

}  // namespace rollpack::executor::detail

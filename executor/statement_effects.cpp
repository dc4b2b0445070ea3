#include "detail/statement_effects.hpp"

#include "detail/sql_lexer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::DataAction;
using core::DataEffect;

/// The effects of one statement.
class Effects {
public:
    Effects(std::size_t line, std::vector<DataEffect>& effects)
        : line_{line}
        , effects_{effects} {}

    void add(DataAction action, std::string object, bool cascades = false) {
        effects_.push_back({action, std::move(object), line_, cascades});
    }

private:
    std::size_t line_;
    std::vector<DataEffect>& effects_;
};

bool says_cascade(const Node& node) {
    return node["behavior"].text() == "DROP_CASCADE";
}

std::string joined(const std::vector<Node>& parts) {
    std::string name;
    for (const Node& part : parts) {
        name += (name.empty() ? "" : ".") + part.content()["sval"].text();
    }
    return name;
}

std::string relation_name(const Node& relation) {
    const std::string schema = relation["schemaname"].text();
    return (schema.empty() ? "" : schema + ".") + relation["relname"].text();
}

/// "shop.orders", however the parser stores the name of an object of this kind.
std::string dropped_name(const Node& object) {
    const Node content = object.content();
    if (object.kind() == "String") {
        return content["sval"].text();
    }
    if (object.kind() == "ObjectWithArgs") {
        return joined(content["objname"].items());
    }
    return joined(content[object.kind() == "TypeName" ? "names" : "items"].items());
}

struct DroppedKind {
    std::string_view remove_type;
    DataAction action;
};

constexpr auto kinds_with_data = std::to_array<DroppedKind>({
    {"OBJECT_DOMAIN", DataAction::drops_type},
    {"OBJECT_MATVIEW", DataAction::drops_materialized_view},
    {"OBJECT_SCHEMA", DataAction::drops_schema},
    {"OBJECT_SEQUENCE", DataAction::drops_sequence},
    {"OBJECT_TABLE", DataAction::drops_table},
    {"OBJECT_TYPE", DataAction::drops_type},
});

/// Kinds on which no data can depend.
constexpr auto kinds_without_dependants = std::to_array<std::string_view>({
    "OBJECT_POLICY",
    "OBJECT_RULE",
    "OBJECT_TRIGGER",
});

/// "DROP FUNCTION" of "OBJECT_FUNCTION".
std::string drop_words(std::string_view remove_type) {
    std::string words{remove_type.substr(remove_type.find('_') + 1)};
    std::ranges::replace(words, '_', ' ');
    return "DROP " + words;
}

void add_drop(const Node& statement, Effects& effects) {
    const std::string remove_type = statement["removeType"].text();
    const bool cascades = says_cascade(statement);
    const auto* const known =
        std::ranges::find(kinds_with_data, remove_type, &DroppedKind::remove_type);
    // An extension owns tables and types; a CASCADE may end at a column that uses the object.
    const bool may_hide_data = remove_type == "OBJECT_EXTENSION"
        || (cascades
            && std::ranges::find(kinds_without_dependants, remove_type)
                == kinds_without_dependants.end());
    for (const Node& object : statement["objects"].items()) {
        if (known != kinds_with_data.end()) {
            effects.add(known->action, dropped_name(object), cascades);
        } else if (may_hide_data) {
            effects.add(
                DataAction::unknown,
                drop_words(remove_type) + " " + dropped_name(object),
                cascades
            );
        }
    }
}

void add_drop_owned(const Node& statement, Effects& effects) {
    constexpr std::string_view prefix = "ROLESPEC_";
    for (const Node& item : statement["roles"].items()) {
        const Node role = item.content();
        const std::string name = role["rolename"].text();
        const std::string type = role["roletype"].text();
        effects.add(
            DataAction::drops_owned,
            name.empty() ? type.substr(std::min(prefix.size(), type.size())) : name,
            says_cascade(statement)
        );
    }
}

/// The data of a foreign table is elsewhere and stays there.
void add_alter_table(const Node& statement, Effects& effects) {
    if (statement["objtype"].text() == "OBJECT_FOREIGN_TABLE") {
        return;
    }
    const std::string table = relation_name(statement["relation"]);
    for (const Node& item : statement["cmds"].items()) {
        const Node command = item.content();
        const std::string subtype = command["subtype"].text();
        const std::string column = table + "." + command["name"].text();
        if (subtype == "AT_DropColumn") {
            effects.add(DataAction::drops_column, column, says_cascade(command));
        } else if (subtype == "AT_AlterColumnType") {
            effects.add(DataAction::changes_type, column, says_cascade(command));
        }
    }
}

void add_truncate(const Node& statement, Effects& effects) {
    for (const Node& relation : statement["relations"].items()) {
        effects.add(
            DataAction::truncates_table,
            relation_name(relation.content()),
            says_cascade(statement)
        );
    }
}

void add_insert(const Node& statement, Effects& effects) {
    const std::string table = relation_name(statement["relation"]);
    effects.add(DataAction::inserts_rows, table);
    if (statement["onConflictClause"]["action"].text() == "ONCONFLICT_UPDATE") {
        effects.add(DataAction::updates_rows, table);
    }
}

void add_merge(const Node& statement, Effects& effects) {
    struct Command {
        std::string_view type;
        DataAction action;
    };

    constexpr auto commands = std::to_array<Command>({
        {"CMD_DELETE", DataAction::deletes_rows},
        {"CMD_UPDATE", DataAction::updates_rows},
        {"CMD_INSERT", DataAction::inserts_rows},
    });
    const std::vector<Node> clauses = statement["mergeWhenClauses"].items();
    for (const Command& command : commands) {
        const bool is_used = std::ranges::any_of(clauses, [&](const Node& clause) {
            return clause.content()["commandType"].text() == command.type;
        });
        if (is_used) {
            effects.add(command.action, relation_name(statement["relation"]));
        }
    }
}

void add_copy(const Node& statement, Effects& effects) {
    if (statement["is_from"].is_true()) {
        effects.add(DataAction::inserts_rows, relation_name(statement["relation"]));
    }
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, Effects& effects);
};

constexpr auto rules = std::to_array<Rule>({
    {"AlterTableStmt", add_alter_table},
    {"CallStmt",
     [](const Node& statement, Effects& effects) {
         effects.add(
             DataAction::unknown,
             "CALL " + joined(statement["funccall"]["funcname"].items())
         );
     }},
    {"CopyStmt", add_copy},
    {"DeleteStmt",
     [](const Node& statement, Effects& effects) {
         effects.add(DataAction::deletes_rows, relation_name(statement["relation"]));
     }},
    {"DoStmt", [](const Node&, Effects& effects) { effects.add(DataAction::unknown, "DO"); }},
    {"DropOwnedStmt", add_drop_owned},
    {"DropStmt", add_drop},
    {"DropdbStmt",
     [](const Node& statement, Effects& effects) {
         effects.add(DataAction::unknown, "DROP DATABASE " + statement["dbname"].text());
     }},
    {"ExecuteStmt",
     [](const Node& statement, Effects& effects) {
         effects.add(DataAction::unknown, "EXECUTE " + statement["name"].text());
     }},
    {"InsertStmt", add_insert},
    {"MergeStmt", add_merge},
    {"TruncateStmt", add_truncate},
    {"UpdateStmt",
     [](const Node& statement, Effects& effects) {
         effects.add(DataAction::updates_rows, relation_name(statement["relation"]));
     }},
});

constexpr auto kinds_that_change_rows = std::to_array<std::string_view>({
    "DeleteStmt",
    "InsertStmt",
    "MergeStmt",
    "UpdateStmt",
});

/// Statements that run what is written inside them; a routine's or rule's body runs later, if ever.
constexpr auto kinds_that_run_others = std::to_array<std::string_view>({
    "CopyStmt",
    "CreateTableAsStmt",
    "DeleteStmt",
    "InsertStmt",
    "MergeStmt",
    "SelectStmt",
    "UpdateStmt",
});

bool runs_others(const Node& statement) {
    if (statement.kind() == "ExplainStmt") {
        const std::vector<Node> options = statement.content()["options"].items();
        return std::ranges::any_of(options, [](const Node& option) {
            return option.content()["defname"].text() == "analyze";
        });
    }
    return std::ranges::find(kinds_that_run_others, statement.kind())
        != kinds_that_run_others.end();
}

void add_by_rule(const Node& statement, Effects& effects) {
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    if (rule != rules.end()) {
        rule->add(statement.content(), effects);
    }
}

}  // namespace

void add_effects(const Node& statement, std::size_t line, std::vector<core::DataEffect>& effects) {
    Effects added{line, effects};
    add_by_rule(statement, added);
    if (runs_others(statement)) {
        for (const Node& inner : statement.content().nodes_of_kinds(kinds_that_change_rows)) {
            add_by_rule(inner, added);
        }
    }
}

core::DataEffect effect_by_words(std::string_view sql, std::size_t line) {
    constexpr std::size_t most_words = 4;
    SqlLexer lexer{sql};
    std::string words;
    std::size_t end = 0;
    for (std::size_t count = 0; count < most_words; ++count) {
        Token token = lexer.next();
        const bool goes_on = token.kind == TokenKind::other && token.offset == end
            && sql.substr(token.offset, 1) == ".";
        if (goes_on) {
            token = lexer.next();
            words += '.';
        }
        if (token.kind != TokenKind::word) {
            break;
        }
        words += words.empty() || goes_on ? "" : " ";
        words += sql.substr(token.offset, token.length);
        end = token.offset + token.length;
    }
    return {DataAction::unknown, words.empty() ? "a statement" : words, line, false};
}

}  // namespace rollpack::executor::detail

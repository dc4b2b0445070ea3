#include "detail/statement_effects.hpp"

#include "detail/sql_lexer.hpp"
#include "detail/tree_names.hpp"
#include "detail/type_name.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
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

    void add(DataEffect effect) {
        effect.line = line_;
        effects_.push_back(std::move(effect));
    }

    /// What only its words are known of.
    void add_unknown(std::string words, bool cascades = false) {
        add({.object = std::move(words), .cascades = cascades});
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

/// What is done to the relation that a RangeVar node names.
DataEffect effect_on(DataAction action, const Node& range_var) {
    core::RelationName relation = relation_of(range_var);
    std::string object = full_name(relation);
    return {.action = action, .object = std::move(object), .relation = std::move(relation)};
}

std::vector<std::string> set_columns(const Node& targets) {
    std::vector<std::string> columns;
    for (const Node& target : targets.items()) {
        columns.push_back(target.content()["name"].text());
    }
    return columns;
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
            effects.add(
                {.action = known->action,
                 .object = dropped_name(object),
                 .cascades = cascades,
                 .relation = relation_of_object(object)}
            );
        } else if (may_hide_data) {
            effects.add_unknown(drop_words(remove_type) + " " + dropped_name(object), cascades);
        }
    }
}

void add_drop_owned(const Node& statement, Effects& effects) {
    constexpr std::string_view prefix = "ROLESPEC_";
    for (const Node& item : statement["roles"].items()) {
        const Node role = item.content();
        const std::string name = role["rolename"].text();
        const std::string type = role["roletype"].text();
        const std::string owner = name.empty() ? type.substr(std::min(prefix.size(), type.size()))
                                               : name;
        effects.add(
            {.action = DataAction::drops_owned,
             .object = owner,
             .cascades = says_cascade(statement),
             .relation = {std::nullopt, owner}}
        );
    }
}

/// The data of a foreign table is elsewhere and stays there.
void add_alter_table(const Node& statement, Effects& effects) {
    if (statement["objtype"].text() == "OBJECT_FOREIGN_TABLE") {
        return;
    }
    for (const Node& item : statement["cmds"].items()) {
        const Node command = item.content();
        const std::string subtype = command["subtype"].text();
        if (subtype != "AT_DropColumn" && subtype != "AT_AlterColumnType") {
            continue;
        }
        DataEffect effect = effect_on(DataAction::drops_column, statement["relation"]);
        effect.columns = {command["name"].text()};
        effect.object += "." + effect.columns.front();
        effect.cascades = says_cascade(command);
        if (subtype == "AT_AlterColumnType") {
            effect.action = DataAction::changes_type;
            effect.new_type = full_type_text(command["def"].content()["typeName"]);
        }
        effects.add(std::move(effect));
    }
}

void add_truncate(const Node& statement, Effects& effects) {
    for (const Node& relation : statement["relations"].items()) {
        DataEffect effect = effect_on(DataAction::truncates_table, relation.content());
        effect.cascades = says_cascade(statement);
        effects.add(std::move(effect));
    }
}

void add_update(const Node& statement, Effects& effects) {
    DataEffect effect = effect_on(DataAction::updates_rows, statement["relation"]);
    effect.columns = set_columns(statement["targetList"]);
    effect.is_partial = statement["whereClause"].exists() || statement["fromClause"].exists();
    effects.add(std::move(effect));
}

void add_delete(const Node& statement, Effects& effects) {
    DataEffect effect = effect_on(DataAction::deletes_rows, statement["relation"]);
    effect.is_partial = statement["whereClause"].exists() || statement["usingClause"].exists();
    effects.add(std::move(effect));
}

/// Whether what a query gives depends on rows that are there, by NOT EXISTS (...) or EXCEPT. An outer
/// join's IS NULL does not count: it cannot be told from other conditions.
bool looks_for_rows(const Node& query) {
    constexpr auto looking = std::to_array<std::string_view>({"SubLink", "SelectStmt"});
    const std::vector<Node> nodes = query.nodes_of_kinds(looking);
    return query.content()["op"].text() == "SETOP_EXCEPT"
        || std::ranges::any_of(nodes, [](const Node& node) {
               return node.content()["subLinkType"].text() == "EXISTS_SUBLINK"
                   || node.content()["op"].text() == "SETOP_EXCEPT";
           });
}

void add_insert(const Node& statement, Effects& effects) {
    const Node conflict = statement["onConflictClause"];
    DataEffect insert = effect_on(DataAction::inserts_rows, statement["relation"]);
    insert.is_partial = conflict.exists() || looks_for_rows(statement["selectStmt"]);
    effects.add(std::move(insert));
    if (conflict["action"].text() == "ONCONFLICT_UPDATE") {
        DataEffect effect = effect_on(DataAction::updates_rows, statement["relation"]);
        effect.columns = set_columns(conflict["targetList"]);
        effect.is_partial = true;
        effects.add(std::move(effect));
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
    for (const Command& command : commands) {
        DataEffect effect = effect_on(command.action, statement["relation"]);
        effect.is_partial = true;
        bool is_used = false;
        for (const Node& item : statement["mergeWhenClauses"].items()) {
            const Node clause = item.content();
            if (clause["commandType"].text() != command.type) {
                continue;
            }
            is_used = true;
            if (command.action == DataAction::updates_rows) {
                std::ranges::copy(
                    set_columns(clause["targetList"]),
                    std::back_inserter(effect.columns)
                );
            }
        }
        if (is_used) {
            effects.add(std::move(effect));
        }
    }
}

void add_copy(const Node& statement, Effects& effects) {
    if (statement["is_from"].is_true()) {
        effects.add(effect_on(DataAction::inserts_rows, statement["relation"]));
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
         effects.add_unknown("CALL " + joined(statement["funccall"]["funcname"].items()));
     }},
    {"CopyStmt", add_copy},
    {"DeleteStmt", add_delete},
    {"DoStmt", [](const Node&, Effects& effects) { effects.add_unknown("DO"); }},
    {"DropOwnedStmt", add_drop_owned},
    {"DropStmt", add_drop},
    {"DropdbStmt",
     [](const Node& statement, Effects& effects) {
         effects.add_unknown("DROP DATABASE " + statement["dbname"].text());
     }},
    {"ExecuteStmt",
     [](const Node& statement, Effects& effects) {
         effects.add_unknown("EXECUTE " + statement["name"].text());
     }},
    {"InsertStmt", add_insert},
    {"MergeStmt", add_merge},
    {"TruncateStmt", add_truncate},
    {"UpdateStmt", add_update},
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

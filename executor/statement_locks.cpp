#include "detail/statement_locks.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

// Measured on PostgreSQL 15: different rows of pg_locks for the backend after one statement, without
// those that a transaction has anyway (its own ids, the schema that all statements share). In
// brackets: what was there.
//
//   CREATE TABLE           2 [integers only]  4 [text: with its TOAST table]  +2 a key  +1 a sequence
//                          +3 a foreign key   9 [a partition of a table with a key]
//   DROP TABLE             6 [text]  11 [serial key, text, two indexes; 13 on PostgreSQL 12]
//                          14 [key, text, index, foreign key]  +6 a further foreign key
//                          19 [partitioned, two partitions]
//   ... CASCADE            34 [six dependants]
//   CREATE INDEX           2    DROP INDEX 2
//   CREATE VIEW            2, +1 a table that it reads    DROP VIEW 4
//   CREATE MATERIALIZED VIEW  4 [8 from PostgreSQL 17 on, which fills it by a refresh], +3 a table that
//                          it reads    DROP 7    REFRESH 12  CONCURRENTLY 15
//   functions, procedures  1    triggers, rules, policies 2    sequences 1    types 1 to 3
//   CREATE EXTENSION       67 [hstore]    DROP EXTENSION 81 [pg_trgm]
//   ALTER TABLE            1    ADD COLUMN text 3, with default 3, with key to another table 4,
//                          with sequence 13    ALTER COLUMN TYPE 6 to 12    DROP COLUMN 1 to 8
//                          ADD a key 3, a foreign key 5    DROP a foreign key 7    OWNER TO 7
//   INSERT, UPDATE ...     1 to 5 a table: itself, its indexes, tables that its keys point to
//   TRUNCATE               5 a table    REINDEX TABLE 5    CLUSTER 10
//
// Such a server, with default settings, was out of room after 12,000 entries in one transaction, where
// its settings promise 6,400. So the figures below are those of a common case, not of the worst.

namespace rollpack::executor::detail {

namespace {

constexpr std::size_t of_dependants = 16;  // what CASCADE takes along
constexpr std::size_t of_a_rewrite = 12;  // the table's new storage with its indexes
constexpr std::size_t of_a_table_with_data = 4;
constexpr std::size_t of_an_extension = 80;

std::size_t in_list(const Node& list) {
    return list.items().size();
}

bool cascades(const Node& statement) {
    return statement["behavior"].text() == "DROP_CASCADE";
}

std::size_t of_constraint(const Node& constraint) {
    const std::string type = constraint["contype"].text();
    if (type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE" || type == "CONSTR_EXCLUSION") {
        return 2;
    }
    if (type == "CONSTR_FOREIGN") {
        return 4;
    }
    return type == "CONSTR_IDENTITY" ? 1 : 0;
}

bool is_serial(const Node& column) {
    const std::vector<Node> names = column["typeName"]["names"].items();
    return !names.empty()
        && names.back().content()["sval"].text().find("serial") != std::string::npos;
}

std::size_t of_new_column(const Node& column) {
    std::size_t locks = is_serial(column) ? 1 : 0;
    for (const Node& constraint : column["constraints"].items()) {
        locks += of_constraint(constraint.content());
    }
    return locks;
}

std::size_t of_create_table(const Node& statement) {
    // The table, its row type, its TOAST table with index, and what it inherits from.
    std::size_t locks = 4 + in_list(statement["inhRelations"]);
    if (statement["partbound"].exists()) {
        locks += 4;  // its copies of the keys
    }
    for (const Node& element : statement["tableElts"].items()) {
        const Node content = element.content();
        locks += element.kind() == "ColumnDef"    ? of_new_column(content)
            : element.kind() == "Constraint"      ? of_constraint(content)
            : element.kind() == "TableLikeClause" ? 7U
                                                  : 0U;
    }
    return locks;
}

std::size_t of_create_table_as(const Node& statement) {
    const bool is_view = statement["objtype"].text() == "OBJECT_MATVIEW";
    return (is_view ? 8 : 4) + 3 * statement.count_of_kind("RangeVar");
}

bool has_constraint(const Node& column, std::string_view type) {
    const std::vector<Node> constraints = column["constraints"].items();
    return std::ranges::any_of(constraints, [type](const Node& constraint) {
        return constraint.content()["contype"].text() == type;
    });
}

std::size_t of_added_column(const Node& column) {
    if (is_serial(column) || has_constraint(column, "CONSTR_IDENTITY")
        || has_constraint(column, "CONSTR_GENERATED") || column.count_of_kind("FuncCall") > 0) {
        return of_a_rewrite + of_new_column(column);
    }
    return 2 + of_new_column(column) + (has_constraint(column, "CONSTR_DEFAULT") ? 2 : 0);
}

std::size_t of_table_command(const Node& command) {
    struct Cost {
        std::string_view subtype;
        std::size_t locks;
    };

    constexpr auto costs = std::to_array<Cost>({
        {"AT_AddIndexConstraint", 2},
        {"AT_AlterColumnType", of_a_rewrite},
        {"AT_AttachPartition", 8},
        {"AT_ChangeOwner", 8},
        {"AT_DetachPartition", 8},
        {"AT_DropColumn", 2},
        {"AT_DropConstraint", 6},
        {"AT_SetAccessMethod", of_a_rewrite},
        {"AT_SetLogged", of_a_rewrite},
        {"AT_SetTableSpace", of_a_rewrite},
        {"AT_SetUnLogged", of_a_rewrite},
    });
    const std::string subtype = command["subtype"].text();
    const Node definition = command["def"].content();
    std::size_t locks = cascades(command) ? of_dependants : 0;
    if (subtype == "AT_AddColumn") {
        return locks + of_added_column(definition);
    }
    if (subtype == "AT_AddConstraint") {
        return locks + of_constraint(definition);
    }
    const auto* const cost = std::ranges::find(costs, subtype, &Cost::subtype);
    return locks + (cost == costs.end() ? 0 : cost->locks);
}

std::size_t of_alter_table(const Node& statement) {
    std::size_t locks = 1;
    for (const Node& command : statement["cmds"].items()) {
        locks += of_table_command(command.content());
    }
    return locks;
}

std::size_t of_drop(const Node& statement) {
    struct Cost {
        std::string_view remove_type;
        std::size_t locks;
    };

    constexpr auto costs = std::to_array<Cost>({
        {"OBJECT_AGGREGATE", 1},
        {"OBJECT_DOMAIN", 3},
        {"OBJECT_EXTENSION", of_an_extension},
        {"OBJECT_FUNCTION", 1},
        {"OBJECT_MATVIEW", 7},
        {"OBJECT_PROCEDURE", 1},
        {"OBJECT_ROUTINE", 1},
        {"OBJECT_SEQUENCE", 1},
        {"OBJECT_TABLE", 13},
        {"OBJECT_TYPE", 3},
        {"OBJECT_VIEW", 4},
    });
    constexpr std::size_t of_another_kind = 2;
    const std::string remove_type = statement["removeType"].text();
    const auto* const cost = std::ranges::find(costs, remove_type, &Cost::remove_type);
    const std::size_t of_one = (cost == costs.end() ? of_another_kind : cost->locks)
        + (cascades(statement) ? of_dependants : 0);
    return of_one * in_list(statement["objects"]);
}

std::size_t of_data_statement(const Node& statement) {
    const std::size_t tables = statement.count_of_kind("RangeVar")
        + (statement["relation"].exists() ? 1 : 0);
    return tables * of_a_table_with_data;
}

std::size_t of_schema(const Node& statement) {
    std::size_t locks = 1;
    for (const Node& element : statement["schemaElts"].items()) {
        locks += estimate_locks(element);
    }
    return locks;
}

template <std::size_t locks>
std::size_t always(const Node& /*statement*/) {
    return locks;
}

struct Rule {
    std::string_view kind;
    std::size_t (*locks)(const Node& statement);
};

constexpr auto rules = std::to_array<Rule>({
    {"AlterTableStmt", of_alter_table},
    {"CallStmt", always<locks_of_the_unknown>},
    {"ClusterStmt", always<of_a_rewrite>},
    {"CopyStmt", of_data_statement},
    {"CreateExtensionStmt", always<of_an_extension>},
    {"CreateForeignTableStmt",
     [](const Node& statement) { return 1 + of_create_table(statement["base"]); }},
    {"CreateFunctionStmt",
     [](const Node& statement) { return 1 + statement.count_of_kind("RangeVar"); }},
    {"CreateSchemaStmt", of_schema},
    {"CreateStmt", of_create_table},
    {"CreateTableAsStmt", of_create_table_as},
    {"DeleteStmt", of_data_statement},
    {"DoStmt", always<locks_of_the_unknown>},
    {"DropOwnedStmt", always<of_dependants>},
    {"DropStmt", of_drop},
    {"ExecuteStmt", always<locks_of_the_unknown>},
    {"ImportForeignSchemaStmt", always<of_an_extension>},
    {"InsertStmt", of_data_statement},
    {"LockStmt", [](const Node& statement) { return in_list(statement["relations"]); }},
    {"MergeStmt", of_data_statement},
    {"RefreshMatViewStmt", always<18>},
    {"ReindexStmt", always<6>},
    {"SelectStmt",
     [](const Node& statement) {
         return of_data_statement(statement) + (statement["intoClause"].exists() ? 4 : 0);
     }},
    {"TransactionStmt", always<0>},
    {"TruncateStmt",
     [](const Node& statement) {
         return 5 * in_list(statement["relations"]) + (cascades(statement) ? of_dependants : 0);
     }},
    {"UpdateStmt", of_data_statement},
    {"VacuumStmt", of_data_statement},
    {"VariableSetStmt", always<0>},
    {"ViewStmt", [](const Node& statement) { return 2 + statement.count_of_kind("RangeVar"); }},
});

}  // namespace

std::size_t estimate_locks(const Node& statement) {
    constexpr std::size_t of_another_kind = 2;
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    return rule == rules.end() ? of_another_kind : rule->locks(statement.content());
}

}  // namespace rollpack::executor::detail

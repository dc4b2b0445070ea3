#include "detail/statement_outcome.hpp"

#include "detail/identifier.hpp"
#include "detail/parse_tree.hpp"
#include "detail/tree_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

using core::RelationName;

constexpr const char* absent = "absent";
constexpr const char* present = "present";
constexpr const char* invalid = "invalid";
constexpr const char* valid = "valid";
constexpr const char* detached = "detached";
constexpr const char* pending = "pending";

std::string quoted(const RelationName& name) {
    return name.schema ? quote_qualified(*name.schema, name.name) : quote_identifier(name.name);
}

std::string value(Connection& connection, const std::string& sql, const Parameters& parameters) {
    const Result rows = connection.query(sql, parameters);
    return rows.rows() == 0 ? absent : rows.text(0, 0);
}

/// The name that a list of one object has: DROP INDEX CONCURRENTLY takes one only.
RelationName only_object(const Node& statement) {
    const std::vector<Node> objects = statement["objects"].items();
    return objects.empty() ? RelationName{} : relation_of_object(objects.front());
}

/// The command of an ALTER TABLE that has one only, as DETACH PARTITION must.
Node only_command(const Node& statement) {
    const std::vector<Node> commands = statement["cmds"].items();
    return commands.empty() ? Node{} : commands.front().content();
}

// An index is made in the schema of its table.
std::string created_index(Connection& connection, const Node& statement) {
    const std::string name = statement["idxname"].text();
    if (name.empty()) {
        return "";
    }
    return value(
        connection,
        "SELECT CASE WHEN i.indisvalid THEN 'valid' ELSE 'invalid' END "
        "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_index AS i "
        "ON i.indexrelid OPERATOR(pg_catalog.=) c.oid "
        "WHERE c.relname OPERATOR(pg_catalog.=) $1 AND c.relnamespace OPERATOR(pg_catalog.=) "
        "(SELECT t.relnamespace FROM pg_catalog.pg_class AS t "
        "WHERE t.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($2)::pg_catalog.oid)",
        {name, quoted(relation_of(statement["relation"]))}
    );
}

std::string dropped_index(Connection& connection, const Node& statement) {
    return value(
        connection,
        "SELECT 'present' FROM pg_catalog.pg_class AS c "
        "WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)::pg_catalog.oid",
        {quoted(only_object(statement))}
    );
}

std::string partition(Connection& connection, const Node& statement) {
    const Node child = only_command(statement)["def"].content()["name"];
    const std::string found = value(
        connection,
        // Before PostgreSQL 14 there is no such column.
        "SELECT CASE WHEN (pg_catalog.to_jsonb(h) OPERATOR(pg_catalog.->>) "
        "'inhdetachpending')::pg_catalog.bool "
        "THEN 'pending' ELSE 'attached' END "
        "FROM pg_catalog.pg_inherits AS h "
        "WHERE h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)::pg_catalog.oid "
        "AND h.inhparent OPERATOR(pg_catalog.=) pg_catalog.to_regclass($2)::pg_catalog.oid",
        {quoted(relation_of(child)), quoted(relation_of(statement["relation"]))}
    );
    return found == absent ? detached : found;
}

std::function<std::string(Connection&, const Node&)> in_catalog(
    std::string_view member,
    std::string_view catalog,
    std::string_view column
) {
    return [=](Connection& connection, const Node& statement) {
        return value(
            connection,
            fmt::format(
                "SELECT 'present' FROM pg_catalog.{} AS c WHERE c.{} OPERATOR(pg_catalog.=) $1",
                catalog,
                column
            ),
            {statement[member].text()}
        );
    };
}

/// What the statement is for: what it makes is there after it, what it takes away is not.
enum class Aim {
    makes,
    takes_away,
    harmless  ///< may be run twice
};

struct Rule {
    std::string_view kind;
    Aim aim;
    std::function<std::string(Connection&, const Node&)> state;
};

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all{
        {"IndexStmt", Aim::makes, created_index},
        {"DropStmt", Aim::takes_away, dropped_index},
        {"AlterTableStmt", Aim::takes_away, partition},
        {"CreatedbStmt", Aim::makes, in_catalog("dbname", "pg_database", "datname")},
        {"DropdbStmt", Aim::takes_away, in_catalog("dbname", "pg_database", "datname")},
        {"CreateTableSpaceStmt",
         Aim::makes,
         in_catalog("tablespacename", "pg_tablespace", "spcname")},
        {"DropTableSpaceStmt",
         Aim::takes_away,
         in_catalog("tablespacename", "pg_tablespace", "spcname")},
        {"CreateSubscriptionStmt", Aim::makes, in_catalog("subname", "pg_subscription", "subname")},
        {"DropSubscriptionStmt",
         Aim::takes_away,
         in_catalog("subname", "pg_subscription", "subname")},
        {"TransactionStmt", Aim::takes_away, in_catalog("gid", "pg_prepared_xacts", "gid")},
        {"ReindexStmt", Aim::harmless, {}},
        {"VacuumStmt", Aim::harmless, {}},
        {"ClusterStmt", Aim::harmless, {}},
        {"DiscardStmt", Aim::harmless, {}},
        {"AlterSystemStmt", Aim::harmless, {}},
        {"AlterDatabaseStmt", Aim::harmless, {}},
        {"AlterSubscriptionStmt", Aim::harmless, {}},
    };
    return all;
}

const Rule* rule_for(const Node& statement) {
    const auto found = std::ranges::find(rules(), statement.kind(), &Rule::kind);
    return found == rules().end() ? nullptr : &*found;
}

std::string index_in_schema_of(const RelationName& table, const std::string& index) {
    return table.schema ? quote_qualified(*table.schema, index) : quote_identifier(index);
}

/// Drops what a REINDEX ... CONCURRENTLY that did not end left beside the indexes.
std::vector<std::string> leftovers(Connection& connection, const Node& statement) {
    const Node relation = statement["relation"];
    const std::string name = relation.exists() ? quoted(relation_of(relation)) : std::string{};
    const Result rows = connection.query(
        "SELECT pg_catalog.format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) "
        "FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c "
        "ON c.oid OPERATOR(pg_catalog.=) i.indexrelid "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
        "WHERE NOT i.indisvalid AND c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$' "
        "AND n.nspname OPERATOR(pg_catalog.<>) 'pg_toast' "
        "AND ($1 OPERATOR(pg_catalog.=) '' OR i.indrelid OPERATOR(pg_catalog.=) ANY ("
        "SELECT pg_catalog.to_regclass($1)::pg_catalog.oid UNION "
        "SELECT o.indrelid FROM pg_catalog.pg_index AS o "
        "WHERE o.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)::pg_catalog.oid)) "
        "ORDER BY 1",
        {name}
    );
    std::vector<std::string> drops;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        drops.push_back(rows.text(i, 0));
    }
    return drops;
}

StatementFinding after_making(
    const Node& statement,
    const std::string& before,
    const std::string& now
) {
    if (now == invalid && before != invalid) {
        const RelationName table = relation_of(statement["relation"]);
        return {
            StatementOutcome::not_done,
            {"DROP INDEX CONCURRENTLY IF EXISTS "
             + index_in_schema_of(table, statement["idxname"].text())}};
    }
    const bool is_there = now == valid || now == present;
    const bool was_there = before == valid || before == present;
    return {is_there && !was_there ? StatementOutcome::done : StatementOutcome::not_done};
}

StatementFinding after_taking_away(const Node& statement, const std::string& now) {
    if (now == pending) {
        const Node child = only_command(statement)["def"].content()["name"];
        return {
            StatementOutcome::done,
            {fmt::format(
                "ALTER TABLE {} DETACH PARTITION {} FINALIZE",
                quoted(relation_of(statement["relation"])),
                quoted(relation_of(child))
            )}};
    }
    return {now == absent || now == detached ? StatementOutcome::done : StatementOutcome::not_done};
}

/// Calls `ask` with the only statement; what cannot be parsed gives `otherwise`.
template <typename Answer, typename Ask>
Answer of_statement(const std::string& sql, Answer otherwise, const Ask& ask) {
    const ParseTree tree = ParseTree::parse(sql);
    const std::vector<Node> statements = tree.failure() ? std::vector<Node>{} : tree.statements();
    return statements.size() == 1 ? ask(statements.front()) : otherwise;
}

}  // namespace

std::string state_of(Connection& connection, const std::string& sql) {
    return of_statement(sql, std::string{}, [&](const Node& statement) {
        const Rule* const rule = rule_for(statement);
        return rule == nullptr || !rule->state ? std::string{}
                                               : rule->state(connection, statement.content());
    });
}

StatementFinding look_after(
    Connection& connection,
    const std::string& sql,
    const std::string& state_before
) {
    return of_statement(sql, StatementFinding{}, [&](const Node& statement) {
        const Rule* const rule = rule_for(statement);
        if (rule == nullptr) {
            return StatementFinding{};
        }
        const Node content = statement.content();
        if (rule->aim == Aim::harmless) {
            const bool leaves = statement.kind() == "ReindexStmt";
            return StatementFinding{
                StatementOutcome::not_done,
                leaves ? leftovers(connection, content) : std::vector<std::string>{}};
        }
        const std::string now = rule->state(connection, content);
        if (now.empty()) {
            return StatementFinding{};
        }
        return rule->aim == Aim::makes ? after_making(content, state_before, now)
                                       : after_taking_away(content, now);
    });
}

bool waits_in_peace(const std::string& sql) {
    return of_statement(sql, false, [](const Node& statement) {
        const Node content = statement.content();
        return content["concurrent"].is_true()
            || only_command(content)["def"].content()["concurrent"].is_true();
    });
}

bool sets_session(const std::string& sql) {
    return of_statement(sql, false, [](const Node& statement) {
        return statement.kind() == "VariableSetStmt" && !statement.content()["is_local"].is_true();
    });
}

}  // namespace rollpack::executor::detail

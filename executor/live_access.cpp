#include "detail/live_access.hpp"

#include "detail/array_literal.hpp"
#include "detail/live_relations.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

// Owning needs the privileges of the owner (USAGE); SET ROLE asks for membership, since PostgreSQL 16
// for an option of it.
constexpr const char* schemas_query = R"(
SELECT n.nspname, pg_catalog.has_schema_privilege(current_user, n.oid, 'CREATE'),
       pg_catalog.pg_has_role(current_user, n.nspowner, 'USAGE'), c.relname
FROM pg_catalog.pg_namespace AS n
LEFT JOIN pg_catalog.pg_class AS c
       ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
      AND NOT (c.relispartition AND EXISTS (
          SELECT 1 FROM pg_catalog.pg_inherits AS h
          JOIN pg_catalog.pg_class AS parent ON parent.oid = h.inhparent
          WHERE h.inhrelid = c.oid AND parent.relnamespace = n.oid))
WHERE n.nspname = ANY($1::pg_catalog.text[])
ORDER BY n.nspname, c.relname
)";

constexpr std::string_view roles_query = R"(
SELECT r.rolname, pg_catalog.pg_has_role(session_user, r.oid, '{}')
FROM pg_catalog.pg_roles AS r
WHERE r.rolname = ANY($1::pg_catalog.text[])
)";

constexpr const char* privileges_query = R"(
SELECT pg_catalog.has_database_privilege(current_user, pg_catalog.current_database(), 'CREATE'),
       COALESCE(pg_catalog.bool_and(pg_catalog.has_table_privilege(current_user, c.oid, 'SELECT')), true),
       COALESCE(pg_catalog.bool_and(pg_catalog.has_table_privilege(current_user, c.oid, 'INSERT')), true),
       COALESCE(pg_catalog.bool_and(pg_catalog.has_table_privilege(current_user, c.oid, 'DELETE')), true)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
)";

constexpr std::string_view long_transactions_query = R"(
SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()
           - COALESCE(a.xact_start, p.prepared))::pg_catalog.int8, {}
FROM (SELECT s.pid, NULL::pg_catalog.xid AS prepared
      FROM pg_catalog.pg_stat_activity AS s
      WHERE s.datname = pg_catalog.current_database() AND s.backend_type = 'client backend'
        AND s.pid <> ALL($1::pg_catalog.int4[])
      UNION ALL
      SELECT NULL, x.transaction FROM pg_catalog.pg_prepared_xacts AS x
      WHERE x.database = pg_catalog.current_database()) AS l
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON p.transaction = l.prepared
WHERE COALESCE(a.xact_start, p.prepared) < pg_catalog.clock_timestamp() - $2::pg_catalog.interval
ORDER BY 1 DESC, 2
)";

constexpr int roles_with_options = 160000;

void read_schemas(
    SideSession& side,
    const std::set<std::string>& asked,
    std::map<std::string, core::LiveSchema>& schemas
) {
    const Parameters names(asked.begin(), asked.end());
    const Result rows = side.query(schemas_query, {array_literal(names)});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        core::LiveSchema& schema = schemas[rows.text(i, 0)];
        schema.may_create = rows.truth(i, 1);
        schema.may_alter = rows.truth(i, 2);
        if (!rows.is_null(i, 3)) {
            schema.tables.push_back({rows.text(i, 0), rows.text(i, 3)});
        }
    }
}

void read_roles(
    SideSession& side,
    const std::set<std::string>& asked,
    std::map<std::string, bool>& roles
) {
    const bool has_option = side.facts().version_number >= roles_with_options;
    const Parameters names(asked.begin(), asked.end());
    const Result rows =
        side.query(fmt::format(roles_query, has_option ? "SET" : "MEMBER"), {array_literal(names)});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        roles[rows.text(i, 0)] = rows.truth(i, 1);
    }
}

}  // namespace

void read_access(SideSession& side, const core::LiveQuestions& questions, core::LiveFacts& facts) {
    if (!questions.schemas.empty()) {
        read_schemas(side, questions.schemas, facts.schemas);
    }
    if (!questions.roles.empty()) {
        read_roles(side, questions.roles, facts.roles);
    }
    const Result row =
        side.query(privileges_query, {questions.history.schema, questions.history.name});
    facts.may_create_schemas = row.truth(0, 0);
    if (!row.truth(0, 1)) {
        facts.history_privileges_missing.insert("SELECT");
    }
    if (!row.truth(0, 2)) {
        facts.history_privileges_missing.insert("INSERT");
    }
    if (!row.truth(0, 3)) {
        facts.history_privileges_missing.insert("DELETE");
    }
}

std::vector<core::LongTransaction> read_long_transactions(
    SideSession& side,
    std::chrono::seconds age
) {
    const Result rows = side.query(
        fmt::format(long_transactions_query, other_session_columns),
        {side.own_pids(), fmt::format("{} seconds", age.count())}
    );
    std::vector<core::LongTransaction> all;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        all.push_back({read_other_session(rows, i, 1), std::chrono::seconds{rows.number(i, 0)}});
    }
    return all;
}

}  // namespace rollpack::executor::detail

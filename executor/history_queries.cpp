#include "detail/history_queries.hpp"

#include "detail/identifier.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

constexpr const char* table_query =
    "SELECT n.nspname FROM pg_catalog.pg_class AS c "
    "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'r'";

// No other table has both of these columns.
constexpr const char* near_tables_query =
    "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) "
    "FROM pg_catalog.pg_class AS c "
    "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND c.oid IN (SELECT a.attrelid FROM pg_catalog.pg_attribute AS a "
    "WHERE a.attname IN ('installed_rank', 'checksum') AND NOT a.attisdropped "
    "GROUP BY a.attrelid HAVING pg_catalog.count(*) = 2) ORDER BY 1 LIMIT 20";

constexpr const char* holders_query = R"(
SELECT l.pid, COALESCE(a.usename::pg_catalog.text, ''), COALESCE(a.application_name, ''),
       COALESCE(pg_catalog.host(a.client_addr), 'local'), COALESCE(a.state, ''),
       COALESCE(pg_catalog.to_char(
           pg_catalog.timezone('UTC', COALESCE(a.xact_start, a.backend_start)),
           'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
FROM pg_catalog.pg_locks AS l
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                    WHERE d.datname = pg_catalog.current_database())
  AND (l.classid::pg_catalog.int8 << 32) | l.objid::pg_catalog.int8 = $1::pg_catalog.int8
  AND l.pid <> pg_catalog.pg_backend_pid()
ORDER BY l.pid
)";

// Source: PG/PostgreSQLDatabase.java of Flyway 13.0.0.
constexpr std::string_view history_sql = R"(
CREATE TABLE {0} (
    installed_rank integer NOT NULL,
    version varchar(50),
    description varchar(200) NOT NULL,
    type varchar(20) NOT NULL,
    script varchar(1000) NOT NULL,
    checksum integer,
    installed_by varchar(100) NOT NULL,
    installed_on timestamp NOT NULL DEFAULT pg_catalog.now(),
    execution_time integer NOT NULL,
    success boolean NOT NULL,
    CONSTRAINT {1} PRIMARY KEY (installed_rank)
)
)";

std::string list_near_tables(Session& session) {
    const Result rows = session.connection.query(near_tables_query);
    std::string list;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        list += (i == 0 ? "" : ", ") + rows.text(i, 0);
    }
    return list;
}

[[noreturn]] void throw_missing(Session& session, const std::string& wanted) {
    const std::string near = list_near_tables(session);
    throw Error{
        ErrorCode::history_missing,
        near.empty() ? fmt::format(
            "the database {} has no history table {}, nor any other that looks like one",
            session.facts.database,
            wanted
        )
                     : fmt::format(
                         "the database {} has no history table {}; these look like one: {}",
                         session.facts.database,
                         wanted,
                         near
                     ),
        near.empty() ? "Check that the URL names the right database."
                     : "Name the table's schema with --schema and the table with --table."};
}

core::HistoryEntry read_entry(const Result& rows, std::size_t row) {
    core::HistoryEntry entry;
    entry.installed_rank = rows.number(row, 0);
    if (!rows.is_null(row, 1)) {
        entry.version = rows.text(row, 1);
    }
    entry.description = rows.text(row, 2);
    entry.type = rows.text(row, 3);
    entry.script = rows.text(row, 4);
    if (!rows.is_null(row, 5)) {
        entry.checksum = core::FlywayChecksum{static_cast<std::int32_t>(rows.number(row, 5))};
    }
    entry.installed_by = rows.text(row, 6);
    entry.installed_on = rows.text(row, 7);
    entry.execution_time_ms = rows.number(row, 8);
    entry.success = rows.truth(row, 9);
    return entry;
}

constexpr std::string_view insufficient_privilege = "42501";

// A history of which some rows are hidden would be taken for a shorter one.
void refuse_hidden_rows(Session& session, const std::string& name) {
    const Result row = session.connection.query(
        "SELECT pg_catalog.row_security_active(pg_catalog.to_regclass($1)::pg_catalog.oid)",
        {name}
    );
    if (row.truth(0, 0)) {
        throw Error{
            ErrorCode::server_unsuitable,
            fmt::format(
                "row security may hide rows of {} from the role {}",
                name,
                session.facts.user
            ),
            "Connect as the owner of the history, or as a role with BYPASSRLS."};
    }
}

}  // namespace

core::HistoryTable locate_history(Session& session, const core::HistoryLocation& location) {
    const std::string schema = location.schema.value_or(session.facts.current_schema);
    if (schema.empty()) {
        throw_missing(
            session,
            fmt::format("{} in the search path, which is empty", location.table)
        );
    }
    const Result rows = session.connection.query(table_query, {schema, location.table});
    if (rows.rows() == 0) {
        const core::HistoryTable wanted{schema, location.table};
        throw_missing(session, qualified(session.connection, wanted));
    }
    return {schema, location.table};
}

std::vector<core::HistoryEntry> read_history(Session& session, const core::HistoryTable& table) {
    const std::string name = qualified(session.connection, table);
    refuse_hidden_rows(session, name);
    try {
        const Result rows = session.connection.query(
            "SELECT installed_rank, version, description, type, script, checksum, installed_by, "
            "installed_on, execution_time, success FROM "
            + name + " ORDER BY installed_rank"
        );
        std::vector<core::HistoryEntry> entries;
        entries.reserve(rows.rows());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            entries.push_back(read_entry(rows, i));
        }
        return entries;
    } catch (const SqlError& error) {
        if (error.server().failure.sqlstate != insufficient_privilege) {
            throw;
        }
        throw Error{
            ErrorCode::server_unsuitable,
            fmt::format("the role {} may not read {}", session.facts.user, name),
            fmt::format(
                "Connect as the role that Flyway uses, or GRANT SELECT, INSERT ON {} TO {}.",
                name,
                session.connection.identifier(session.facts.user)
            )};
    }
}

std::vector<core::HistoryEntry> require_history(Session& session, const core::Plan& plan) {
    std::vector<core::HistoryEntry> rows = read_history(session, plan.history_table);
    core::Findings findings;
    const core::Sha256 fingerprint =
        core::History::read(plan.history_table, rows, findings).fingerprint();
    if (fingerprint != plan.history_fingerprint) {
        throw Error{
            ErrorCode::history_changed,
            "the history changed since the plan was made",
            "Nothing was changed. Run the command again."};
    }
    return rows;
}

std::vector<core::OtherSession> lock_holders(Session& session, const core::HistoryTable& table) {
    const Result rows =
        session.connection.query(holders_query, {std::to_string(core::flyway_lock_key(table))});
    std::vector<core::OtherSession> holders;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        holders.push_back(
            {static_cast<int>(rows.number(i, 0)),
             rows.text(i, 1),
             rows.text(i, 2),
             rows.text(i, 3),
             rows.text(i, 4),
             rows.text(i, 5)}
        );
    }
    return holders;
}

void create_history(Session& session, const core::HistoryTable& table) {
    static_cast<void>(
        session.connection.query("CREATE SCHEMA IF NOT EXISTS " + quote_identifier(table.schema))
    );
    const std::string name = quote_qualified(table.schema, table.table);
    static_cast<void>(session.connection.query(
        fmt::format(history_sql, name, quote_identifier(table.table + "_pk"))
    ));
    static_cast<void>(session.connection.query(fmt::format(
        "CREATE INDEX {} ON {} (success)",
        quote_identifier(table.table + "_s_idx"),
        name
    )));
}

}  // namespace rollpack::executor::detail

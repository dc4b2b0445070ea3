#include "detail/session.hpp"

#include "detail/network_patience.hpp"
#include "detail/pooler.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

constexpr int oldest_server = 120000;

// Literals are read as the statement splitter reads them. A pooler keeps both settings for its clients.
constexpr const char* session_facts = R"(
SELECT pg_catalog.current_setting('server_version_num'),
       pg_catalog.current_database(),
       current_user,
       COALESCE(pg_catalog.current_schema()::pg_catalog.text, ''),
       pg_catalog.current_setting('search_path'),
       pg_catalog.current_setting('max_locks_per_transaction'),
       pg_catalog.current_setting('max_connections'),
       pg_catalog.current_setting('max_prepared_transactions'),
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.pg_backend_pid(),
       (SELECT pg_catalog.date_part('epoch', a.backend_start)
        FROM pg_catalog.pg_stat_activity AS a
        WHERE a.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()),
       pg_catalog.current_setting('default_transaction_read_only'),
       pg_catalog.current_setting('role'),
       pg_catalog.set_config('standard_conforming_strings', 'on', false),
       pg_catalog.set_config('client_encoding', 'UTF8', false)
)";

core::ServerFacts read_facts(const Result& row) {
    core::ServerFacts facts;
    facts.version_number = static_cast<int>(row.number(0, 0));
    facts.database = row.text(0, 1);
    facts.user = row.text(0, 2);
    facts.current_schema = row.text(0, 3);
    facts.max_locks_per_transaction = row.number(0, 5);
    facts.max_connections = row.number(0, 6);
    facts.max_prepared_transactions = row.number(0, 7);
    facts.standby = row.truth(0, 8);
    facts.read_only = row.text(0, 11) == "on";
    return facts;
}

}  // namespace

void look_around(Session& session) {
    const Result row = session.connection.query(session_facts);
    const bool pooled = session.facts.pooled;
    session.facts = read_facts(row);
    session.facts.pooled = pooled;
    session.search_path = row.text(0, 4);
    session.backend_pid = row.number(0, 9);
    session.backend_start = row.text(0, 10);
    session.role_setting = row.text(0, 12);
}

void search_only_pg_catalog(Session& session) {
    if (!session.facts.pooled) {
        static_cast<void>(session.connection.query(
            "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)"
        ));
    }
}

void search_as_before(Session& session) {
    static_cast<void>(session.connection.query(
        "SELECT pg_catalog.set_config('search_path', $1, false)",
        {session.search_path}
    ));
}

void look_who_answers(Session& session) {
    if (!session.facts.pooled) {
        return;
    }
    const Result row = session.connection.query(
        "SELECT a.pid, pg_catalog.date_part('epoch', a.backend_start), "
        "pg_catalog.date_part('epoch', a.xact_start) "
        "FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = pg_catalog.pg_backend_pid()"
    );
    session.backend_pid = row.number(0, 0);
    session.backend_start = row.text(0, 1);
    session.transaction_start = row.text(0, 2);
}

// Whether such a word is in a comment or a literal is not looked at: then a script that could be in a
// transaction is run outside of one.
std::vector<core::RelationName> committing_procedures(Session& session) {
    const Result rows = session.connection.query(
        "SELECT n.nspname, p.proname FROM pg_catalog.pg_proc AS p "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace "
        "WHERE p.prokind = 'p' AND n.nspname <> 'pg_catalog' "
        "AND p.prosrc ~* '\\m(commit|rollback)\\M' ORDER BY 1, 2"
    );
    std::vector<core::RelationName> procedures;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        procedures.push_back({rows.text(i, 0), rows.text(i, 1)});
    }
    return procedures;
}

// What is sent first: whatever the server does for this connection, it hears when the client is gone.
void share_patience(Connection& connection, const ConnectionSettings& settings) {
    if (!connection.is_by_network()) {
        return;
    }
    const NetworkPatience patience = network_patience(settings);
    static_cast<void>(connection.query(
        "SELECT pg_catalog.set_config('tcp_keepalives_idle', $1, false), "
        "pg_catalog.set_config('tcp_keepalives_interval', $2, false), "
        "pg_catalog.set_config('tcp_keepalives_count', $3, false), "
        "pg_catalog.set_config('tcp_user_timeout', $4, false) "
        "WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $5::pg_catalog.int4",
        {patience.keepalives_idle,
         patience.keepalives_interval,
         patience.keepalives_count,
         patience.tcp_user_timeout,
         std::to_string(connection.greeted_by())}
    ));
}

std::unique_ptr<Session> open_session(
    const ConnectionSettings& settings,
    Interruptible interruptible
) {
    auto session = std::make_unique<Session>(
        Session{settings, Connection{settings}, {}, {}, {}, {}, 0, {}, {}, {}}
    );
    session->connection.set_interruptible(interruptible);
    share_patience(session->connection, settings);
    look_around(*session);
    if (session->facts.version_number < oldest_server) {
        throw Error{
            ErrorCode::server_unsuitable,
            fmt::format(
                "the server is PostgreSQL {}, older than 12",
                session->facts.version_number / 10000
            ),
            "Upgrade the server; rollpack supports PostgreSQL 12 and later."};
    }
    session->facts.pooled = is_pooled_by_transaction(*session);
    search_only_pg_catalog(*session);
    return session;
}

std::string qualified(const Connection& connection, const core::HistoryTable& table) {
    return connection.identifier(table.schema) + "." + connection.identifier(table.table);
}

// Source: PG/PostgreSQLConnection.java of Flyway 13.0.0, which compares with the schema's bare name.
std::string script_search_path(
    const std::string& quoted_schema,
    const std::string& schema,
    const std::string& original
) {
    if (original == schema || original.starts_with(schema + ",")) {
        return original;
    }
    return original.empty() ? quoted_schema : quoted_schema + "," + original;
}

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/connection.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/server_facts.hpp"
#include "rollpack/executor/connection_url.hpp"

#include <memory>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// A connection made ready for rollpack, and what the server said when it began.
struct Session {
    ConnectionSettings settings;
    Connection connection;
    core::ServerFacts facts;
    std::string search_path;  ///< as the connection had it
    std::string role_setting;  ///< as the connection had it; "none": no other role was set
    std::string backend_start;  ///< with backend_pid it names the server process for good
    std::int64_t backend_pid = 0;
    /// Behind a pooler: when the transaction began that backend_pid is ours for; empty: never.
    std::string transaction_start;
    std::vector<core::StepScript> begin_scripts;  ///< what begin_session() ran
    /// What the last SideSession looked with, for the next one: a new connection reads the catalogs anew.
    std::unique_ptr<Connection> kept_side;
};

/// Tells the server process to notice within the network patience that its client is out of reach: else
/// it holds the client's locks and snapshots, for hours by default. Not what a pooler greeted: it has a
/// network of its own. One round trip; none on a local socket.
void share_patience(Connection& connection, const ConnectionSettings& settings);

/// Connects; a few more round trips. @throws Error connection_failed, server_unsuitable.
std::unique_ptr<Session> open_session(
    const ConnectionSettings& settings,
    Interruptible interruptible = Interruptible::yes
);

/// Procedures of the database whose text has COMMIT or ROLLBACK; one round trip.
std::vector<core::RelationName> committing_procedures(Session& session);

/// From now on nothing that others made is taken for what rollpack's own statements name: an operator of
/// theirs may fit better than the system's. Scripts get their own search_path. Not for a session that a
/// pooler shares out. One round trip.
void search_only_pg_catalog(Session& session);

/// The search_path is as the connection had it; one round trip.
void search_as_before(Session& session);

/// Behind a pooler that gives each transaction another server process: reads in the open transaction
/// which one it is; else nothing, and no round trip.
void look_who_answers(Session& session);

/// Reads anew what the server says of the session, and sets what rollpack relies on; one round trip.
void look_around(Session& session);

/// `"schema"."table"`, quoted for SQL.
std::string qualified(const Connection& connection, const core::HistoryTable& table);

/// The search_path that Flyway sets before a script: the history's schema in front of the original
/// one, unless it is there already.
std::string script_search_path(
    const std::string& quoted_schema,
    const std::string& schema,
    const std::string& original
);

}  // namespace rollpack::executor::detail

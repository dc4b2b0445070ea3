#pragma once

#include "detail/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// What became of a statement outside of a transaction that was begun.
enum class StatementOutcome {
    done,
    not_done,
    unknown  ///< a person has to look
};

/// What a look at the catalog says of such a statement.
struct StatementFinding {
    StatementOutcome outcome = StatementOutcome::unknown;
    /// What it left half-way is taken away, or ended, by these statements, each in no transaction.
    std::vector<std::string> repairs = {};
};

/// What the catalog says of the one thing that the statement makes or takes away, as one word
/// ("absent", "invalid", "valid", "attached", "pending", ...); empty for a statement that leaves
/// nothing that could be looked at. Names are found as the session's search_path says.
std::string state_of(Connection& connection, const std::string& sql);

/// What became of the statement, given what state_of() said when it began. The session that ran it must
/// have ended. Statements that do no harm when they run twice (REINDEX, VACUUM, ...) are not done.
StatementFinding look_after(
    Connection& connection,
    const std::string& sql,
    const std::string& state_before
);

/// Whether it takes only locks that let others read and write while it waits (CONCURRENTLY).
bool waits_in_peace(const std::string& sql);

/// Whether it sets something for the session, which a new session has to be told again.
bool sets_session(const std::string& sql);

}  // namespace rollpack::executor::detail

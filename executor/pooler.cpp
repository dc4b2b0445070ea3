#include "detail/pooler.hpp"

#include "rollpack/core/error.hpp"

#include <libpq-fe.h>

#include <string>

namespace rollpack::executor::detail {

namespace {

constexpr int rounds = 3;

std::string pid_of(Connection& connection) {
    return connection.query("SELECT pg_catalog.pg_backend_pid()").text(0, 0);
}

/// Two clients that are answered by one server process, or one client by two, are shared out by
/// transactions. While the second client's transaction is open, its process is nobody else's.
bool is_shared_out(Connection& first, Connection& second) {
    const std::string before = pid_of(first);
    static_cast<void>(second.query("BEGIN"));
    const bool is_same = pid_of(second) == before;
    const bool is_other = !is_same && pid_of(first) != before;
    static_cast<void>(second.query("ROLLBACK"));
    return is_same || is_other;
}

}  // namespace

bool is_pooled_by_transaction(Session& session) {
    // A pooler greets its clients with a process id of its own.
    if (std::to_string(PQbackendPID(session.connection.raw()))
        == std::to_string(session.backend_pid)) {
        return false;
    }
    try {
        Connection second{session.settings};
        for (int i = 0; i < rounds; ++i) {
            if (is_shared_out(session.connection, second)) {
                return true;
            }
        }
    } catch (const core::Error& error) {
        // No second connection to be had: this one stays as it is, and nothing is known.
        if (error.code() != core::ErrorCode::connection_failed) {
            throw;
        }
    }
    return false;
}

}  // namespace rollpack::executor::detail

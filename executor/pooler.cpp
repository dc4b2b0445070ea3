#include "detail/pooler.hpp"

#include "rollpack/core/error.hpp"

#include <chrono>
#include <string>

namespace rollpack::executor::detail {

namespace {

constexpr int rounds = 3;

// A pooler lets a client wait for minutes when all its server connections are in use.
constexpr std::chrono::milliseconds pool_patience{2'000};

std::string pid_of(Connection& connection) {
    return connection.query("SELECT pg_catalog.pg_backend_pid()").text(0, 0);
}

bool has_pooler(const Session& session) {
    return session.connection.greeted_by() != session.backend_pid;
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

/// What was kept, unless the server has closed it meanwhile.
std::unique_ptr<Connection> take_kept(Session& session) {
    std::unique_ptr<Connection> kept = std::move(session.kept_side);
    try {
        if (kept) {
            static_cast<void>(kept->query("SELECT"));
        }
        return kept;
    } catch (const core::Error& error) {
        if (error.code() == core::ErrorCode::interrupted) {
            throw;
        }
        return nullptr;
    }
}

}  // namespace

std::unique_ptr<Connection> another_connection(Session& session) {
    if (auto kept = take_kept(session)) {
        return kept;
    }
    auto connection = std::make_unique<Connection>(session.settings);
    if (!has_pooler(session)) {
        share_patience(*connection, session.settings);
    } else {
        connection->when_quiet([](std::chrono::milliseconds so_far) {
            if (so_far >= pool_patience) {
                throw core::Error{
                    core::ErrorCode::connection_failed,
                    "the pooler has no server connection left"};
            }
        });
        static_cast<void>(pid_of(*connection));
        connection->when_quiet({});
    }
    return connection;
}

bool is_pooled_by_transaction(Session& session) {
    if (!has_pooler(session)) {
        return false;
    }
    try {
        const auto second = another_connection(session);
        for (int i = 0; i < rounds; ++i) {
            if (is_shared_out(session.connection, *second)) {
                return true;
            }
        }
        return false;
    } catch (const core::Error& error) {
        if (error.code() != core::ErrorCode::connection_failed) {
            throw;
        }
        return true;  // nothing is known, and then this is what does no harm
    }
}

}  // namespace rollpack::executor::detail

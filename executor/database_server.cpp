#include "rollpack/executor/database_server.hpp"

#include "detail/identifier.hpp"
#include "detail/session.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::executor {

struct DatabaseServer::State {
    std::unique_ptr<detail::Session> session;
};

DatabaseServer::DatabaseServer(std::unique_ptr<State> state) noexcept
    : state_(std::move(state)) {}

DatabaseServer::DatabaseServer(DatabaseServer&&) noexcept = default;
DatabaseServer& DatabaseServer::operator=(DatabaseServer&&) noexcept = default;
DatabaseServer::~DatabaseServer() = default;

DatabaseServer DatabaseServer::open(const ConnectionSettings& settings) {
    return DatabaseServer{std::make_unique<State>(State{detail::open_session(settings)})};
}

int DatabaseServer::version_number() const noexcept {
    return state_->session->facts.version_number;
}

void DatabaseServer::create(const std::string& name) {
    static_cast<void>(state_->session->connection.query(
        fmt::format("CREATE DATABASE {} TEMPLATE template0", detail::quote_identifier(name))
    ));
}

void DatabaseServer::clone(const std::string& name, const std::string& original) {
    static_cast<void>(state_->session->connection.query(fmt::format(
        "CREATE DATABASE {} TEMPLATE {}",
        detail::quote_identifier(name),
        detail::quote_identifier(original)
    )));
}

// WITH (FORCE) is of PostgreSQL 13.
void DatabaseServer::drop(const std::string& name) {
    static_cast<void>(state_->session->connection.query(
        "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity AS a "
        "WHERE a.datname = $1 AND a.pid <> pg_catalog.pg_backend_pid()",
        {name}
    ));
    static_cast<void>(state_->session->connection.query(
        "DROP DATABASE IF EXISTS " + detail::quote_identifier(name)
    ));
}

void DatabaseServer::create_role(const std::string& name) {
    static_cast<void>(
        state_->session->connection.query("CREATE ROLE " + detail::quote_identifier(name))
    );
}

ConnectionSettings DatabaseServer::settings_of(const std::string& name) const {
    ConnectionSettings settings = state_->session->settings;
    std::erase_if(settings.parameters, [](const auto& parameter) {
        return parameter.first == "dbname";
    });
    settings.parameters.emplace_back("dbname", name);
    return settings;
}

}  // namespace rollpack::executor

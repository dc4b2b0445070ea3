#include "detail/side_session.hpp"

#include "detail/pooler.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

// The order is that of the values below; role comes last, so that it may not get in the way.
constexpr std::array<std::string_view, 6> names{
    "search_path",
    "default_transaction_read_only",
    "lock_timeout",
    "statement_timeout",
    "row_security",
    "role"};

constexpr std::size_t search_path = 0;
constexpr std::size_t statement_timeout = 3;

constexpr std::string_view lock_patience = "100ms";

enum class Until {
    end_of_transaction,
    end_of_session
};

std::string set_all(Until until) {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        sql += fmt::format(
            "{}pg_catalog.set_config('{}', ${}, {})",
            i == 0 ? "" : ", ",
            names.at(i),
            i + 1,
            until == Until::end_of_transaction
        );
    }
    return sql;
}

std::string read_all() {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        sql += fmt::format("{}pg_catalog.current_setting('{}')", i == 0 ? "" : ", ", names.at(i));
    }
    return sql;
}

std::unique_ptr<Connection> connect(Session& session) {
    try {
        return another_connection(session);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::connection_failed) {
            throw;
        }
        if (!session.connection.in_transaction()) {
            return nullptr;
        }
        throw Error{
            ErrorCode::connection_failed,
            "no second connection to look at the live database with: " + error.message(),
            "Let some session end, or allow the role or the database one more connection."};
    }
}

void end_transaction(Connection& connection) noexcept {
    connection.set_interruptible(Interruptible::no);
    try {
        if (!connection.is_gone() && connection.in_transaction()) {
            static_cast<void>(connection.query("ROLLBACK"));
        }
    } catch (const std::exception&) {
        // A session that is not what it was must not go on.
        connection.close();
    }
    connection.set_interruptible(Interruptible::yes);
}

}  // namespace

SideSession::SideSession(Session& session, const std::string& schema)
    : session_(session)
    , own_(connect(session)) {
    const std::string path =
        script_search_path(connection().identifier(schema), schema, session.search_path);
    settings_ = {
        path,
        "on",
        std::string{lock_patience},
        std::to_string(catalog_patience.count()),
        "off",
        session.facts.user};
    if (!own_ && !is_pooled()) {
        const Result row = query(read_all());
        for (std::size_t i = 0; i < names.size(); ++i) {
            before_.emplace_back(row.text(0, i));
        }
    }
    apply_settings();
    const Result row = query(
        "SELECT pg_catalog.current_schemas(true)::pg_catalog.text, pg_catalog.pg_backend_pid()"
    );
    searched_schemas_ = row.text(0, 0);
    settings_.at(search_path) = "pg_catalog";
    apply_settings();
    // A server process behind a pooler is ours while a transaction is open.
    const bool is_known = !is_pooled() || session.connection.in_transaction();
    own_pids_ = fmt::format("{{{},{}}}", row.text(0, 1), is_known ? session.backend_pid : 0);
}

SideSession::~SideSession() {
    if (!before_.empty()) {
        give_back();
    } else if (own_ && !is_pooled() && !own_->is_gone() && !own_->in_transaction()) {
        session_.kept_side = std::move(own_);
    }
}

Result SideSession::query(const std::string& sql, const Parameters& parameters) {
    Turn turn{*this};
    return turn.connection().query(sql, parameters);
}

void SideSession::set_patience(std::chrono::milliseconds patience) {
    settings_.at(statement_timeout) = std::to_string(patience.count());
    apply_settings();
}

void SideSession::apply_settings() {
    if (!is_pooled()) {
        static_cast<void>(connection().query(set_all(Until::end_of_session), settings_));
    }
}

SideSession::Turn::Turn(SideSession& side)
    : side_(side) {
    if (!side_.is_pooled()) {
        return;
    }
    static_cast<void>(connection().query("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"));
    try {
        static_cast<void>(connection().query(set_all(Until::end_of_transaction), side_.settings_));
    } catch (const Error&) {
        end_transaction(connection());
        throw;
    }
}

SideSession::Turn::~Turn() {
    if (side_.is_pooled()) {
        end_transaction(connection());
    }
}

void SideSession::give_back() noexcept {
    Connection& borrowed = session_.connection;
    borrowed.set_interruptible(Interruptible::no);
    try {
        if (!borrowed.is_gone()) {
            static_cast<void>(borrowed.query(set_all(Until::end_of_session), before_));
        }
    } catch (const std::exception&) {
        // A session that is not what it was must not go on.
        borrowed.close();
    }
    borrowed.set_interruptible(Interruptible::yes);
}

}  // namespace rollpack::executor::detail

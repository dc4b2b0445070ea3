#include "detail/side_session.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

// The order is that of the values below; role comes last, so that it may not get in the way.
constexpr std::array<std::string_view, 6> settings{
    "search_path",
    "default_transaction_read_only",
    "lock_timeout",
    "statement_timeout",
    "row_security",
    "role"};

constexpr std::string_view lock_patience = "100ms";

std::string set_all() {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < settings.size(); ++i) {
        sql += fmt::format(
            "{}pg_catalog.set_config('{}', ${}, false)",
            i == 0 ? "" : ", ",
            settings.at(i),
            i + 1
        );
    }
    return sql;
}

std::string read_all() {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < settings.size(); ++i) {
        sql +=
            fmt::format("{}pg_catalog.current_setting('{}')", i == 0 ? "" : ", ", settings.at(i));
    }
    return sql;
}

std::unique_ptr<Connection> connect(Session& session) {
    try {
        return std::make_unique<Connection>(session.settings);
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

}  // namespace

SideSession::SideSession(Session& session, const std::string& schema)
    : session_(session)
    , own_(connect(session)) {
    Connection& side = connection();
    if (!own_) {
        const Result row = side.query(read_all());
        for (std::size_t i = 0; i < settings.size(); ++i) {
            before_.emplace_back(row.text(0, i));
        }
    }
    const std::string path =
        script_search_path(side.identifier(schema), schema, session.search_path);
    static_cast<void>(side.query(
        set_all(),
        {path,
         "on",
         std::string{lock_patience},
         std::to_string(catalog_patience.count()),
         "off",
         session.facts.user}
    ));
    const Result row = side.query(
        "SELECT pg_catalog.current_schemas(true)::pg_catalog.text, pg_catalog.pg_backend_pid(), "
        "pg_catalog.set_config('search_path', 'pg_catalog', false)"
    );
    searched_schemas_ = row.text(0, 0);
    own_pids_ = fmt::format("{{{},{}}}", row.text(0, 1), session.backend_pid);
}

SideSession::~SideSession() {
    if (!own_) {
        give_back();
    }
}

void SideSession::set_patience(std::chrono::milliseconds patience) {
    static_cast<void>(connection().query(
        "SELECT pg_catalog.set_config('statement_timeout', $1, false)",
        {std::to_string(patience.count())}
    ));
}

void SideSession::give_back() noexcept {
    Connection& borrowed = session_.connection;
    borrowed.set_interruptible(Interruptible::no);
    try {
        if (!borrowed.is_gone()) {
            static_cast<void>(borrowed.query(set_all(), before_));
        }
    } catch (const std::exception&) {
        // A session that is not what it was must not go on.
        borrowed.close();
    }
    borrowed.set_interruptible(Interruptible::yes);
}

}  // namespace rollpack::executor::detail

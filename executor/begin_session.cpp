#include "detail/begin_session.hpp"

#include "detail/check_runnable.hpp"
#include "detail/script_position.hpp"
#include "detail/sql_error.hpp"
#include "detail/step_stream.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

[[noreturn]] void refuse(
    const core::StepScript& script,
    const core::SqlStatement& statement,
    const ServerError& error
) {
    const std::size_t position = error.position == 0 ? 1 : error.position;
    const ScriptPosition place =
        locate(script.text, byte_of_character(script.text, statement.offset, position));
    throw core::Error{
        core::ErrorCode::sql_failed,
        fmt::format(
            "{}:{}: {} (SQLSTATE {})",
            script.path,
            place.line,
            error.failure.message,
            error.failure.sqlstate
        ),
        error.failure.hint.empty() ? "Nothing was changed: this script runs whenever a connection "
                                     "begins. Mend it where it is named."
                                   : error.failure.hint};
}

void run_statement(
    Connection& connection,
    const core::StepScript& script,
    const core::SqlStatement& statement
) {
    const std::string sql = script.text.substr(statement.offset, statement.length);
    try {
        if (statement.copy_data) {
            static_cast<void>(connection.copy_in(
                sql,
                script.text.part(statement.copy_data->offset, statement.copy_data->length)
            ));
        } else {
            static_cast<void>(connection.query(sql));
        }
    } catch (const SqlError& error) {
        refuse(script, statement, error.server());
    }
}

void run_script(Connection& connection, const core::StepScript& script) {
    check_runnable(script);
    static_cast<void>(connection.query(begin_transaction));
    for (const core::SqlStatement& statement : script.analysis.statements) {
        run_statement(connection, script, statement);
    }
    static_cast<void>(connection.query("COMMIT"));
}

}  // namespace

void begin_session(Session& session, std::vector<core::StepScript> scripts) {
    if (scripts.empty()) {
        return;
    }
    if (session.facts.pooled) {
        throw core::Error{
            core::ErrorCode::server_unsuitable,
            fmt::format(
                "{} is to run whenever a session begins, but a pooler gives each transaction another one",
                scripts.front().path
            ),
            "Connect to the server itself, or to a pool in session mode."};
    }
    search_as_before(session);
    for (const core::StepScript& script : scripts) {
        run_script(session.connection, script);
    }
    look_around(session);
    search_only_pg_catalog(session);
    session.begin_scripts.insert(
        session.begin_scripts.end(),
        std::make_move_iterator(scripts.begin()),
        std::make_move_iterator(scripts.end())
    );
}

}  // namespace rollpack::executor::detail

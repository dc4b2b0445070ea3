#pragma once

#include "detail/command.hpp"
#include "detail/session.hpp"
#include "detail/sql_error.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <string>

namespace rollpack::executor::detail {

inline constexpr const char* begin_transaction =
    "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";

/// What is set before every script.
struct ScriptSession {
    std::string role;
    std::string search_path;
};

/// As Flyway would set it on this connection.
ScriptSession script_session(const Session& session, const core::HistoryTable& table);

/// The commands of a plan's steps: what Flyway sets before a script, the script, and the row of the
/// history. It knows no connection: a run sends them, and a file can hold them.
class StepStream {
public:
    StepStream(ScriptSession session, const core::Plan& plan);

    /// All commands of a step but those that begin and end its transaction.
    void send_step(const CommandSink& sink, std::size_t index) const;

private:
    void send_before(const CommandSink& sink, std::size_t index) const;
    void send_work(const CommandSink& sink, std::size_t index) const;
    void send_row(const CommandSink& sink, std::size_t index) const;

    const core::Plan& plan_;
    ScriptSession session_;
    std::string insert_timed_;
    std::string insert_untimed_;
};

/// Where in its script a command failed, with all that the server said.
core::SqlFailure locate_failure(const core::Plan& plan, const Tag& tag, const ServerError& error);

}  // namespace rollpack::executor::detail

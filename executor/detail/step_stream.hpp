#pragma once

#include "detail/command.hpp"
#include "detail/session.hpp"
#include "detail/session_cleaning.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace rollpack::executor::detail {

inline constexpr const char* begin_transaction =
    "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";

/// What is set before every script.
struct ScriptSession {
    std::string role;
    std::string search_path;
    std::string role_before;  ///< the setting, as the session had it
    std::string search_path_before;  ///< as the session had it
};

/// As Flyway would set it on this connection.
ScriptSession script_session(const Session& session, const core::HistoryTable& table);

/// Makes the session's role `role`.
Command take_role(const std::string& role);

/// The statements of a script that belongs to no step.
void send_script(const CommandSink& sink, const core::StepScript& script);

/// The commands of a plan's steps: what Flyway sets before a script, the script with the callbacks
/// around it, what takes away its traces, and the row of the history. It knows no connection: a run
/// sends them, and a file can hold them.
class StepStream {
public:
    StepStream(ScriptSession session, const core::Plan& plan);

    /// What has to come before the first step, in a transaction that is committed.
    void send_start(const CommandSink& sink) const;

    /// What has to come behind the last step of a run in one transaction, and behind a callback that
    /// stands outside of the steps: the session is as it was, for whoever gets it next from a pool.
    void send_finish(const CommandSink& sink) const;

    /// All commands of a step but those that begin and end its transaction.
    void send_step(const CommandSink& sink, std::size_t index) const;

    /// The parts of a step whose statements are not one transaction: what comes before them, with or
    /// without the callbacks that run before the script; one of them, between the callbacks around a
    /// statement; and what ends the step.
    enum class Beginning {
        anew,
        again  ///< in a session that did not begin the step
    };

    void send_beginning(const CommandSink& sink, std::size_t index, Beginning beginning) const;
    void send_before_statement(const CommandSink& sink, std::size_t index) const;
    void send_statement(const CommandSink& sink, std::size_t index, std::size_t statement) const;
    void send_after_statement(const CommandSink& sink, std::size_t index) const;
    void send_ending(const CommandSink& sink, std::size_t index) const;

    /// As a step for a callback that stands outside of the steps; the tags have none.
    void send_callback(const CommandSink& sink, const core::StepScript& callback) const;

private:
    const core::EachCallbacks& around(std::size_t index) const;
    void send_before(const CommandSink& sink, std::optional<std::size_t> index) const;
    void send_work(const CommandSink& sink, std::size_t index) const;
    void send_end(const CommandSink& sink, std::size_t index) const;
    IfDone if_done(std::size_t index) const;
    void send_repair(const CommandSink& sink, std::size_t index) const;
    void send_row(const CommandSink& sink, std::size_t index, const core::HistoryRow& row) const;

    const core::Plan& plan_;
    ScriptSession session_;
    SessionCleaning cleaning_;
    std::string insert_timed_;
    std::string insert_untimed_;
    std::string delete_failed_;
};

}  // namespace rollpack::executor::detail

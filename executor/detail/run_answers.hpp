#pragma once

#include "detail/command.hpp"
#include "detail/run_progress.hpp"
#include "rollpack/core/event.hpp"

#include <optional>
#include <string>

namespace rollpack::executor::detail {

/// Asks for the server's time; the answer is "2026-11-22T02:15:00Z".
Command server_time();

/// Reads from the answers to a run's commands how far it is and what the steps did.
class RunAnswers {
public:
    explicit RunAnswers(RunProgress& progress) noexcept;

    /// The answer to a command that succeeded. @throws SqlError for one that is not what was asked for:
    /// a row that was not inserted, a COMMIT that rolled back.
    void take(const Tag& tag, const Result& result);

    /// A notice that came before the answer to the command with this tag. What rollpack's own commands
    /// cause is of no step.
    void take_notice(const std::optional<Tag>& tag, const core::ServerNotice& notice);

    /// The first and the last answer to server_time(); empty without any.
    const std::string& started_at() const noexcept { return started_at_; }

    const std::string& finished_at() const noexcept { return finished_at_; }

private:
    RunProgress& progress_;
    std::string started_at_;
    std::string finished_at_;
};

}  // namespace rollpack::executor::detail

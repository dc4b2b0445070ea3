#pragma once

#include "detail/pipeline.hpp"
#include "detail/session.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <string>

namespace rollpack::executor::detail {

inline constexpr const char* begin_transaction =
    "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";

/// Puts the steps of a plan into the stream: what Flyway sets before a script, the script, and the
/// row of the history.
class StepStream {
public:
    StepStream(const Session& session, const core::Plan& plan);

    /// All commands of a step but those that begin and end its transaction.
    void send_step(Pipeline& pipeline, std::size_t index) const;

private:
    void send_before(Pipeline& pipeline, std::size_t index) const;
    void send_work(Pipeline& pipeline, std::size_t index) const;
    void send_row(Pipeline& pipeline, std::size_t index) const;

    const core::Plan& plan_;
    std::string role_;
    std::string search_path_;
    std::string insert_timed_;
    std::string insert_untimed_;
};

/// Where in its script a command failed, with all that the server said.
core::SqlFailure locate_failure(const core::Plan& plan, const Tag& tag, const ServerError& error);

}  // namespace rollpack::executor::detail

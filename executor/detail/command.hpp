#pragma once

#include "detail/connection.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace rollpack::executor::detail {

/// What a command of a run is for.
enum class Purpose {
    own,  ///< rollpack's, with nothing to be done about its answer
    statement,  ///< one of a script
    keep,  ///< saves what a script is going to destroy
    cleaning,  ///< takes away what a step left behind in the session
    constraints,  ///< checks the deferred constraints, of a step or of the run
    row,  ///< the insert into the history that ends a step
    failed_row,  ///< takes the row of a version that stopped half-way out of the history
    step_end,  ///< ends a step that has no row
    clock,  ///< asks for the server's time
    part_commit,  ///< commits a part of a step
    commit  ///< of all steps up to the tag's, or without one of what comes before the first
};

/// Told with the answer to a command.
struct Tag {
    Purpose purpose = Purpose::own;
    std::optional<std::size_t> step = std::nullopt;  ///< index in the plan
    std::size_t statement = 0;  ///< index in the script
    /// statement: the callback that it is of, one of the plan's; null: the step's own script.
    const core::StepScript* callback = nullptr;
};

/// What becomes of a statement that fails because what it is for is so already.
enum class IfDone {
    fail,
    pass_over
};

/// One statement of a run, without ";". What a run sends to the server and what a rollback written as
/// one SQL file says is made of the same commands.
struct Command {
    std::string sql;
    Parameters parameters;  ///< only rollpack's own statements have any
    Tag tag;
    /// COPY ... FROM STDIN: its data, a part of the script.
    std::optional<core::ScriptText> copy_data = std::nullopt;
    IfDone if_done = IfDone::fail;
};

/// Takes commands in the order in which they are to run.
using CommandSink = std::function<void(const Command& command)>;

}  // namespace rollpack::executor::detail

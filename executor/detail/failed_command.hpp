#pragma once

#include "detail/command.hpp"
#include "detail/sql_error.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"

#include <string>

namespace rollpack::executor::detail {

/// Where in its script a command failed, with all that the server said.
core::SqlFailure locate_failure(const core::Plan& plan, const Tag& tag, const ServerError& error);

/// The beginning of a sentence: "U125__step.sql failed", "The beforeEachUndo callback
/// beforeEachUndo__log.sql around U125__step.sql failed".
std::string what_failed(const core::Plan& plan, const Tag& tag);

/// Whether a run that fails at the step has not done with Flyway's `undo` yet: its callbacks belong to
/// that. False for a failure after all steps.
bool fails_in_undo(const core::Plan& plan, const Tag& tag) noexcept;

}  // namespace rollpack::executor::detail

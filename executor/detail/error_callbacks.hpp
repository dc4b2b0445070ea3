#pragma once

#include "detail/session.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

/// Runs the callbacks of a failure (`event`), each in a transaction of its own, after all that was
/// open has been rolled back. They change nothing about how the run ended: gives a sentence for each
/// that failed too. The user may interrupt them. Throws nothing for the server's sake.
std::vector<std::string> run_error_callbacks(
    Connection& connection,
    const StepStream& stream,
    const std::vector<core::StepScript>& callbacks,
    std::string_view event
);

}  // namespace rollpack::executor::detail

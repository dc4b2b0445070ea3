#pragma once

#include "detail/session.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/plan.hpp"

#include <chrono>
#include <memory>

namespace rollpack::executor::detail {

/// Connects anew after `old` lost its connection and waits until the server process of `old` has
/// ended, so that what the new session reads is final; after 10 s it ends that process. A standby is no
/// witness. The observer is told while it lasts. Null when that was not possible within `patience`, or
/// within 15 s where the user interrupted. The session is not interruptible.
std::unique_ptr<Session> reconnect(
    const Session& old,
    std::chrono::milliseconds patience,
    core::Observer& observer
);

/// How many steps of the plan are finished by the witness of the history: a prefix of the plan that ends
/// with a step that writes a row. Callbacks behind that may have run, which the history cannot tell.
std::size_t recorded_steps(Session& session, const core::Plan& plan);

/// What recorded_steps() gives when all rows of the plan are there.
std::size_t steps_with_rows(const core::Plan& plan);

}  // namespace rollpack::executor::detail

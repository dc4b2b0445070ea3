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
/// with a step that writes a row or deletes a failed one. What stands behind that may have run, which the
/// history cannot tell.
std::size_t recorded_steps(Session& session, const core::Plan& plan);

/// What recorded_steps() gives when all steps are finished; 0 for a plan without any witness in the
/// history.
std::size_t witnessed_steps(const core::Plan& plan);

/// The steps up to the last one that is more than a callback.
std::size_t steps_with_work(const core::Plan& plan);

/// Whether versions that stopped half-way were taken back among the first `finished` steps and none is
/// left: another run would look for them in vain.
bool failed_steps_are_over(const core::Plan& plan, std::size_t finished);

}  // namespace rollpack::executor::detail

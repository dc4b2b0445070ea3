#pragma once

#include "detail/session.hpp"
#include "rollpack/core/plan.hpp"

#include <vector>

namespace rollpack::executor::detail {

/// Runs scripts, each in a transaction of its own, and looks around anew. The scripts are kept, behind
/// those of earlier calls, for the session that follows a lost one.
/// @throws Error sql_failed with script and line; checks_failed as check_runnable().
void begin_session(Session& session, std::vector<core::StepScript> scripts);

}  // namespace rollpack::executor::detail

#pragma once

#include "rollpack/core/event.hpp"

#include <string>
#include <vector>

namespace rollpack::app {

/// Starts a throw-away PostgreSQL server, runs `command` (found on PATH, the server's programs first)
/// with PGHOST, PGPORT, PGUSER and PGDATABASE set to it, and removes the server. Gives the command's
/// exit status, or 128 and the number of the signal that ended it.
/// @throws core::Error programs_missing and the others of executor::ScratchCluster; usage for a
/// command that cannot be started.
int run_with_scratch_server(const std::vector<std::string>& command, core::Observer& observer);

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/open_run.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace rollpack::app {

struct AbandonRequest {
    DatabaseTarget database;
    std::chrono::milliseconds lock_patience{};  ///< how long to wait for Flyway's lock
    std::string reason;  ///< goes into the journal
};

/// Closes the unfinished run that the journal tells of, so that another package can be applied; changes
/// nothing else. `confirm` is asked first, and what it was asked about is what is closed.
/// @throws core::Error checks_failed when no run is open, declined, lock_unavailable while it still
/// runs, history_missing, connection_failed.
core::OpenRun abandon_run(
    const AbandonRequest& request,
    const std::function<bool(const core::OpenRun&)>& confirm,
    core::Observer& observer
);

}  // namespace rollpack::app

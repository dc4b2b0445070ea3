#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/kept_data.hpp"

#include <functional>
#include <string>
#include <vector>

namespace rollpack::app {

/// What runs with --keep-data put into side schemas of the database, the newest first.
std::vector<core::KeptData> list_kept(const DatabaseTarget& database, core::Observer& observer);

/// Asked with what is going to be dropped; false declines.
using ConfirmDrop = std::function<bool(const core::KeptData&)>;

/// Drops what one run kept, tables and schema, and gives what was dropped. `run` is the run's id, at
/// least its first 8 digits, or the name of the schema. Without `confirm` nobody is asked.
/// @throws core::Error usage when no run or several fit; declined; checks_failed when something of
/// somebody else depends on it.
core::KeptData drop_kept(
    const DatabaseTarget& database,
    const std::string& run,
    const ConfirmDrop& confirm,
    core::Observer& observer
);

/// The restore script of a run that kept data in a side schema: see executor::restore_script().
std::string restore_script(const PlanResult& planned, const core::Report& report);

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/executor/database.hpp"

#include <memory>

namespace rollpack::app {

/// Connects, again and again if the configuration says so, and runs its initSql. Placeholders have the
/// package's settings and values; null: there is no package.
/// @throws core::Error as executor::open_database, Database::begin_session and core::init_sql_script.
std::unique_ptr<executor::Database> connect(
    const DatabaseTarget& target,
    const core::PlanOptions& options,
    const OpenedPackage* opened,
    core::Observer& observer
);

/// As above, for a journey without a package and a plan.
std::unique_ptr<executor::Database> connect(const DatabaseTarget& target, core::Observer& observer);

/// Runs the afterConnect callbacks, as Flyway does on every new connection behind initSql.
/// @throws core::Error as Database::begin_session; checks_failed for a callback that cannot be run.
void begin_with_callbacks(
    const core::Selection& selection,
    const core::PlanOptions& options,
    executor::Database& database,
    core::Observer& observer
);

}  // namespace rollpack::app

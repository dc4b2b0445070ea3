#include "rollpack/app/abandon.hpp"

#include "detail/connect.hpp"
#include "rollpack/core/error.hpp"

#include <memory>
#include <optional>

namespace rollpack::app {

namespace {

core::OpenRun open_run(executor::Database& database, const core::HistoryTable& table) {
    const core::ServerFacts facts = database.planning_facts(table, true);
    if (!facts.open_run) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            "no run is open",
            "There is nothing to abandon; `rollpack log` shows how each run ended."
        );
    }
    return *facts.open_run;
}

}  // namespace

core::OpenRun abandon_run(
    const AbandonRequest& request,
    const std::function<bool(const core::OpenRun&)>& confirm,
    core::Observer& observer
) {
    const DatabaseTarget& target = request.database;
    const std::unique_ptr<executor::Database> database = connect(target, observer);
    core::HistoryLocation location;
    location.schema = target.schema;
    location.table = target.table.value_or(location.table);
    const core::HistoryTable table = database->locate_history(location);
    const core::OpenRun run = open_run(*database, table);
    if (!confirm(run)) {
        throw core::Error(core::ErrorCode::declined, "declined; nothing was changed");
    }
    // Whoever still runs it holds this lock.
    database->lock(table, core::TransactionMode::script, request.lock_patience, observer);
    database->abandon_run(table, run.run_id, request.reason);
    database->unlock();
    return run;
}

}  // namespace rollpack::app

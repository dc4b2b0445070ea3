#include "rollpack/app/log.hpp"

#include <fmt/format.h>

#include <memory>

namespace rollpack::app {

LogResult read_log(const LogRequest& request, core::Observer& observer) {
    const DatabaseTarget& target = request.database;
    observer.on(core::PhaseStarted{
        fmt::format("connecting to {}", executor::describe(target.connection))});
    const std::unique_ptr<executor::Database> database = executor::open_database(target.connection);
    core::HistoryLocation location;
    location.schema = target.schema;
    location.table = target.table.value_or(location.table);
    const core::HistoryTable table = database->locate_history(location);
    return {database->facts().database, table, database->read_journal(table, request.wanted)};
}

}  // namespace rollpack::app

#include "rollpack/app/log.hpp"

#include "detail/connect.hpp"

#include <memory>

namespace rollpack::app {

LogResult read_log(const LogRequest& request, core::Observer& observer) {
    const DatabaseTarget& target = request.database;
    const std::unique_ptr<executor::Database> database = connect(target, observer);
    core::HistoryLocation location;
    location.schema = target.schema;
    location.table = target.table.value_or(location.table);
    const core::HistoryTable table = database->locate_history(location);
    return {database->facts().database, table, database->read_journal(table, request.wanted)};
}

}  // namespace rollpack::app

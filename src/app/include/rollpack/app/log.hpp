#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/journal_entry.hpp"
#include "rollpack/executor/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::app {

struct LogRequest {
    DatabaseTarget database;
    executor::JournalQuery wanted;
};

struct LogResult {
    std::string database;  ///< its name
    core::HistoryTable history;
    /// Newest first; none: there is no journal beside the history.
    std::optional<std::vector<core::JournalEntry>> runs;
};

/// Reads rollpack's journal beside the history. Changes nothing and takes no lock.
/// @throws core::Error history_missing, connection_failed, server_unsuitable.
LogResult read_log(const LogRequest& request, core::Observer& observer);

}  // namespace rollpack::app

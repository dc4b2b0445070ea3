#pragma once

#include "detail/session.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/journal_entry.hpp"
#include "rollpack/core/open_run.hpp"
#include "rollpack/executor/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// See Database.
std::optional<std::vector<core::JournalEntry>> read_journal(
    Session& session,
    const core::HistoryTable& table,
    const JournalQuery& wanted
);

/// See Database::planning_facts() and abandon_run().
std::optional<core::OpenRun> read_open_run(Session& session, const core::HistoryTable& table);
void abandon_run(
    Session& session,
    const core::HistoryTable& table,
    const std::string& run_id,
    const std::string& reason
);

}  // namespace rollpack::executor::detail

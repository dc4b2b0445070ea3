#pragma once

#include "detail/session.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/journal_entry.hpp"
#include "rollpack/executor/database.hpp"

#include <optional>
#include <vector>

namespace rollpack::executor::detail {

/// See Database.
std::optional<std::vector<core::JournalEntry>> read_journal(
    Session& session,
    const core::HistoryTable& table,
    const JournalQuery& wanted
);

}  // namespace rollpack::executor::detail

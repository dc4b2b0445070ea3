#pragma once

#include "detail/session.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/executor/database.hpp"

#include <vector>

namespace rollpack::executor::detail {

/// Throws Error history_changed unless the history is the one that the plan was made from; gives its
/// rows.
std::vector<core::HistoryEntry> require_history(Session& session, const core::Plan& plan);

/// See Database for all three.
core::HistoryTable locate_history(Session& session, const core::HistoryLocation& location);
std::vector<core::HistoryEntry> read_history(Session& session, const core::HistoryTable& table);
std::vector<core::OtherSession> lock_holders(Session& session, const core::HistoryTable& table);

/// See Database::create_history().
void create_history(Session& session, const core::HistoryTable& table);

}  // namespace rollpack::executor::detail

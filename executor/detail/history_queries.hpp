#pragma once

#include "detail/session.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/executor/database.hpp"

#include <vector>

namespace rollpack::executor::detail {

/// See Database for all three.
core::HistoryTable locate_history(Session& session, const core::HistoryLocation& location);
std::vector<core::HistoryEntry> read_history(Session& session, const core::HistoryTable& table);
std::vector<core::OtherSession> lock_holders(Session& session, const core::HistoryTable& table);

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/session.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/executor/footprint.hpp"

namespace rollpack::executor::detail {

/// See Database::footprint().
Footprint read_footprint(Session& session, const core::HistoryTable& table);

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/side_session.hpp"
#include "rollpack/core/live_facts.hpp"

#include <chrono>
#include <vector>

namespace rollpack::executor::detail {

/// Fills in schemas, roles and privileges. A few queries, however many there are.
void read_access(SideSession& side, const core::LiveQuestions& questions, core::LiveFacts& facts);

/// Transactions of other sessions of this database, and prepared ones, that are at least so old: the
/// oldest first. The server tells the age of other roles' sessions to members of pg_read_all_stats
/// only.
std::vector<core::LongTransaction> read_long_transactions(
    SideSession& side,
    std::chrono::seconds age
);

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/side_session.hpp"
#include "rollpack/core/live_facts.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// A relation that was asked for, and what its rows are counted or estimated from.
struct FoundRelation {
    core::RelationName asked;
    std::string oid;
    core::LiveRelation live;
    bool is_blocked =
        false;  ///< somebody holds or waits for ACCESS EXCLUSIVE on it or a part of it
    std::int64_t heap_bytes = 0;  ///< of its rows, with partitions; meaningless where it is blocked
    std::int64_t estimated_rows = 0;  ///< from the statistics and the size
};

/// Everything but the counts. A few queries, however many relations there are.
std::vector<FoundRelation> find_relations(
    SideSession& side,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked
);

/// `SELECT` list entries and joins that tell of a session: pid, user, application, client, state,
/// since, of pg_stat_activity as "a"; for read_other_session().
extern const char* const other_session_columns;

/// Reads these columns, which begin at `column`.
core::OtherSession read_other_session(const Result& rows, std::size_t row, std::size_t column);

}  // namespace rollpack::executor::detail

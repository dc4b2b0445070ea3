#pragma once

#include "detail/live_relations.hpp"

#include <chrono>
#include <map>
#include <vector>

namespace rollpack::executor::detail {

/// Fills in the rows and values that were asked for, the smallest relations first: counted while the
/// budget lasts, estimated otherwise.
void count_rows(
    SideSession& side,
    std::vector<FoundRelation>& relations,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked,
    std::chrono::milliseconds budget
);

}  // namespace rollpack::executor::detail

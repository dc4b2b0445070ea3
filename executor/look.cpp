#include "detail/look.hpp"

#include "detail/live_access.hpp"
#include "detail/live_relations.hpp"
#include "detail/row_counts.hpp"
#include "detail/side_session.hpp"

#include <utility>
#include <vector>

namespace rollpack::executor::detail {

core::LiveFacts look(
    Session& session,
    const core::LiveQuestions& questions,
    std::chrono::milliseconds budget
) {
    SideSession side{session, questions.history.schema.value_or(session.facts.current_schema)};
    core::LiveFacts facts;
    read_access(side, questions, facts);
    facts.long_transactions = read_long_transactions(side, questions.long_transaction);
    std::vector<FoundRelation> relations = find_relations(side, questions.relations);
    // Last, because it leaves little time to the queries that would follow.
    count_rows(side, relations, questions.relations, budget);
    for (FoundRelation& relation : relations) {
        facts.relations.emplace(std::move(relation.asked), std::move(relation.live));
    }
    return facts;
}

}  // namespace rollpack::executor::detail

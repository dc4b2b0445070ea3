#include "rollpack/core/rehearsal.hpp"

#include <algorithm>

namespace rollpack::core {

namespace {

bool is_untold(const Repeatable& repeatable, ReleaseSide side) {
    if (side == ReleaseSide::target) {
        return repeatable.script && !repeatable.objects;
    }
    return repeatable.action == RepeatableAction::restore
        ? !repeatable.current_objects
        : !repeatable.script && !repeatable.objects;
}

RehearsedObjects& entry_of(const std::string& description, std::vector<RehearsedObjects>& seen) {
    const auto found = std::ranges::find(seen, description, &RehearsedObjects::description);
    return found == seen.end() ? seen.emplace_back(RehearsedObjects{description, {}, {}}) : *found;
}

}  // namespace

std::set<std::string> untold_repeatables(
    const std::vector<Repeatable>& repeatables,
    ReleaseSide side
) {
    std::set<std::string> untold;
    for (const Repeatable& repeatable : repeatables) {
        if (is_untold(repeatable, side)) {
            untold.insert(repeatable.description);
        }
    }
    return untold;
}

void add_seen(
    const std::vector<Repeatable>& repeatables,
    ReleaseSide side,
    const std::map<std::string, std::vector<DatabaseObject>>& created,
    std::vector<RehearsedObjects>& seen
) {
    std::vector<RehearsedObjects> in_order;
    for (const Repeatable& repeatable : repeatables) {
        const auto found = created.find(repeatable.description);
        if (found != created.end()) {
            RehearsedObjects& entry = entry_of(repeatable.description, seen);
            const bool is_current = side == ReleaseSide::current
                && repeatable.action == RepeatableAction::restore;
            (is_current ? entry.current_objects : entry.objects) = found->second;
        }
        const auto entry =
            std::ranges::find(seen, repeatable.description, &RehearsedObjects::description);
        if (entry != seen.end()) {
            in_order.push_back(*entry);
        }
    }
    seen = std::move(in_order);
}

}  // namespace rollpack::core

#include "detail/plan_left_over.hpp"

#include "detail/history_rows.hpp"
#include "rollpack/core/left_over.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace rollpack::core::detail {

namespace {

bool is_applied_text(const Script& script, const HistoryEntry& row, const StepScripts& scripts) {
    Findings unheard;
    return row.checksum == script.checksum
        || row.checksum == flyway_checksum(scripts.replaced(script, unheard));
}

}  // namespace

std::vector<Step> drop_left_over(
    const PlanContext& context,
    const StepScripts& scripts,
    const Following& following
) {
    std::map<std::string, const Repeatable*> restored;
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (repeatable.current_objects) {
            restored.emplace(stored_description(repeatable.description), &repeatable);
        }
    }
    std::vector<Step> steps;
    const std::vector<AppliedRepeatable>& applied = context.history.repeatables();
    const std::vector<AppliedRepeatable> last_first{applied.rbegin(), applied.rend()};
    for (const AppliedRepeatable& row : last_first) {
        const auto found = restored.find(row.description);
        if (found == restored.end()
            || is_applied_text(*found->second->script, row.entry, scripts)) {
            continue;
        }
        std::vector<DatabaseObject> objects = left_over_objects(
            context.selection.repeatables,
            *found->second,
            context.history.table().schema
        );
        std::erase_if(objects, [&](const DatabaseObject& object) {
            return following.changes.is_dropped(object, row.entry.installed_rank);
        });
        ClearedWay way = following.clearing.before_left_over(objects, found->second->script->path);
        if (auto step = cleared_step(std::move(way), following)) {
            steps.emplace_back(*std::move(step));
        }
    }
    return steps;
}

}  // namespace rollpack::core::detail

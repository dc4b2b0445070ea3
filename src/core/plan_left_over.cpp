#include "detail/plan_left_over.hpp"

#include "detail/history_rows.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// Under the kind that stands for all that share its names: nothing else can have the name then.
DatabaseObject by_name(DatabaseObject object) {
    if (is_routine(object.kind)) {
        object.kind = ObjectKind::function;
    } else if (object.kind == ObjectKind::materialized_view || object.kind == ObjectKind::table) {
        object.kind = ObjectKind::view;
    }
    return object;
}

ObjectChanges made_at_target(const PlanContext& context) {
    ObjectChanges made{context.history.table().schema};
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (!repeatable.script || !repeatable.objects) {
            continue;
        }
        std::vector<DatabaseObject> objects;
        std::ranges::transform(*repeatable.objects, std::back_inserter(objects), by_name);
        made.add_creations(objects, repeatable.script->path, ObjectChanges::in_this_run);
    }
    return made;
}

/// Not known of a text that hides what it creates.
bool is_known(const Repeatable& repeatable) {
    return repeatable.script && repeatable.objects && repeatable.current_objects;
}

bool is_applied_text(const Script& script, const HistoryEntry& row, const StepScripts& scripts) {
    Findings unheard;
    return row.checksum == script.checksum
        || row.checksum == flyway_checksum(scripts.replaced(script, unheard));
}

/// The last created first.
std::vector<DatabaseObject> left_over(
    const Repeatable& repeatable,
    const HistoryEntry& row,
    const ObjectChanges& made,
    const ObjectChanges& changes
) {
    std::vector<DatabaseObject> objects = *repeatable.current_objects;
    std::ranges::reverse(objects);
    std::erase_if(objects, [&](const DatabaseObject& object) {
        return made.is_created(by_name(object)) || changes.is_dropped(object, row.installed_rank);
    });
    return objects;
}

}  // namespace

std::vector<Step> drop_left_over(
    const PlanContext& context,
    const StepScripts& scripts,
    const Following& following
) {
    std::map<std::string, const Repeatable*> restored;
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (is_known(repeatable)) {
            restored.emplace(stored_description(repeatable.description), &repeatable);
        }
    }
    const ObjectChanges made = made_at_target(context);
    std::vector<Step> steps;
    const std::vector<AppliedRepeatable>& applied = context.history.repeatables();
    for (auto row = applied.rbegin(); row != applied.rend(); ++row) {
        const auto found = restored.find(row->description);
        if (found == restored.end()
            || is_applied_text(*found->second->script, row->entry, scripts)) {
            continue;
        }
        const std::vector<DatabaseObject> objects =
            left_over(*found->second, row->entry, made, following.changes);
        ClearedWay way = following.clearing.before_left_over(objects, found->second->script->path);
        if (auto step = cleared_step(std::move(way), following)) {
            steps.emplace_back(*std::move(step));
        }
    }
    return steps;
}

}  // namespace rollpack::core::detail

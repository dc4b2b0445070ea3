#include "rollpack/core/left_over.hpp"

#include "detail/object_changes.hpp"

#include <algorithm>
#include <iterator>

namespace rollpack::core {

namespace {

using detail::ObjectChanges;

/// Under the kind that stands for all that share its names: nothing else can have the name then.
DatabaseObject by_name(DatabaseObject object) {
    if (is_routine(object.kind)) {
        object.kind = ObjectKind::function;
    } else if (object.kind == ObjectKind::materialized_view || object.kind == ObjectKind::table) {
        object.kind = ObjectKind::view;
    }
    return object;
}

ObjectChanges made_at_target(
    const std::vector<Repeatable>& repeatables,
    const std::string& default_schema
) {
    ObjectChanges made{default_schema};
    for (const Repeatable& repeatable : repeatables) {
        if (repeatable.script && repeatable.objects) {
            std::vector<DatabaseObject> objects;
            std::ranges::transform(*repeatable.objects, std::back_inserter(objects), by_name);
            made.add_creations(objects, repeatable.script->path, ObjectChanges::in_this_run);
        }
    }
    return made;
}

}  // namespace

std::vector<DatabaseObject> left_over_objects(
    const std::vector<Repeatable>& repeatables,
    const Repeatable& restored,
    const std::string& default_schema
) {
    if (!restored.objects || !restored.current_objects) {
        return {};
    }
    const ObjectChanges made = made_at_target(repeatables, default_schema);
    std::vector<DatabaseObject> objects = *restored.current_objects;
    std::ranges::reverse(objects);
    std::erase_if(objects, [&](const DatabaseObject& object) {
        return made.is_created(by_name(object));
    });
    return objects;
}

}  // namespace rollpack::core

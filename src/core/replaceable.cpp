#include "detail/replaceable.hpp"

#include "detail/dependency_graph.hpp"

#include <algorithm>

namespace rollpack::core::detail {

namespace {

/// An input's name may be given where it had none; the others make the row type of the result.
bool is_same_argument(const RoutineArgument& live, const RoutineArgument& made) {
    if (live.mode != made.mode) {
        return false;
    }
    if (live.mode == RoutineArgument::Mode::in || live.mode == RoutineArgument::Mode::variadic) {
        return live.name.empty() || live.name == made.name;
    }
    return live.name == made.name && is_same_type(made.type, live.type);
}

bool is_same_shape(const RoutineShape& live, const RoutineShape& made) {
    return live.is_procedure == made.is_procedure && live.returns_set == made.returns_set
        && is_same_type(made.result, live.result) && live.defaults <= made.defaults
        && std::ranges::equal(live.arguments, made.arguments, is_same_argument);
}

/// Columns may be added at the end, and nothing else.
Replacing replaced_view(const CatalogObject& live, const ObjectEvent& event) {
    if (!event.columns) {
        return Replacing::unknown;
    }
    const bool begins_alike = event.columns->size() >= live.columns.size()
        && std::equal(live.columns.begin(), live.columns.end(), event.columns->begin());
    return begins_alike ? Replacing::as_it_stands : Replacing::dropped_first;
}

}  // namespace

Replacing how_to_replace(const CatalogObject& live, const ObjectEvent& event) {
    if (event.routine) {
        return live.routine && is_same_shape(*live.routine, *event.routine)
            ? Replacing::as_it_stands
            : Replacing::dropped_first;
    }
    if (event.kind == "view" && live.kind == "view") {
        return replaced_view(live, event);
    }
    // A trigger is of no use to others, and a materialized view is never replaced.
    const bool is_made_anew = event.kind == "view" || event.kind == "materialized view"
        || event.kind == "trigger";
    return is_made_anew ? Replacing::dropped_first : Replacing::as_it_stands;
}

}  // namespace rollpack::core::detail

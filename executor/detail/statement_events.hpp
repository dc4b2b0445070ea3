#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/object_event.hpp"

#include <cstddef>
#include <vector>

namespace rollpack::executor::detail {

/// Adds what the statement drops, makes anew or changes the type of. What is the session's own is left
/// out. `index` is the statement's in its script, `line` its line.
void add_events(
    const Node& statement,
    std::size_t index,
    std::size_t line,
    std::vector<core::ObjectEvent>& events
);

}  // namespace rollpack::executor::detail

#pragma once

#include "rollpack/core/dependency_facts.hpp"
#include "rollpack/core/object_event.hpp"

namespace rollpack::core::detail {

/// Whether what is there can become what a statement makes of it.
enum class Replacing {
    as_it_stands,  ///< CREATE OR REPLACE may do, as far as the text tells
    unknown,  ///< the text does not tell what it will be
    dropped_first  ///< PostgreSQL would refuse it
};

Replacing how_to_replace(const CatalogObject& live, const ObjectEvent& event);

}  // namespace rollpack::core::detail

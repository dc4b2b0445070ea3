#pragma once

#include "rollpack/core/data_state.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::core {

/// "rule keep of public.orders": describe() with the object's parent, where the identity does not name it.
std::string describe_with_parent(const SchemaObject& object);

/// Objects that were told of already, by kind and identity.
using KnownObjects = std::set<std::pair<SchemaKind, std::string>>;

/// What the sentences begin with.
struct DifferenceVerbs {
    std::string_view left_over;  ///< and changed
    std::string_view missing;
};

/// Of a script, or a whole run, that did not take something back.
inline constexpr DifferenceVerbs verbs_of_a_run{"leaves", "does not bring back"};
/// Of a database that is not as it was expected.
inline constexpr DifferenceVerbs verbs_of_a_database{"has", "lacks"};

/// One sentence of each difference, without its subject: "leaves index public.orders_currency_idx". A part
/// is not told of beside the whole that it belongs to, nor what is in `known`, to which everything is added.
std::vector<std::string> sentences(
    const SchemaComparison& comparison,
    KnownObjects& known,
    const DifferenceVerbs& verbs = verbs_of_a_run
);

/// The same for rows: "leaves 3 rows in public.orders, which had 2".
std::vector<std::string> sentences(const DataComparison& comparison);

}  // namespace rollpack::core

#pragma once

#include "rollpack/core/data_state.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::core {

/// "rule keep of public.orders": describe() with the object's parent, where the identity does not name it.
std::string describe_with_parent(const SchemaObject& object);

/// Objects that were told of already, by kind and identity.
using KnownObjects = std::set<std::pair<SchemaKind, std::string>>;

/// One sentence of what a script, or a whole run, did not take back, without its subject: "leaves index
/// public.orders_currency_idx". A part is not told of beside the whole that it belongs to, nor what is in
/// `known`, to which everything is added.
std::vector<std::string> sentences(const SchemaComparison& comparison, KnownObjects& known);

/// The same for rows: "leaves 3 rows in public.orders, which had 2".
std::vector<std::string> sentences(const DataComparison& comparison);

}  // namespace rollpack::core

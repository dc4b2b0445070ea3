#include "rollpack/core/data_effect.hpp"

#include <array>

namespace rollpack::core {

namespace {

/// In the order of the enumerators.
constexpr auto words = std::to_array<std::string_view>(
    {"drops table",
     "drops column",
     "drops schema",
     "drops materialized view",
     "drops sequence",
     "drops type",
     "drops everything owned by",
     "changes the type of",
     "empties table",
     "deletes rows of",
     "updates rows of",
     "inserts rows into",
     "unknown effect of"}
);

}  // namespace

std::string_view to_string(DataAction action) noexcept {
    return words.at(static_cast<std::size_t>(action));
}

}  // namespace rollpack::core

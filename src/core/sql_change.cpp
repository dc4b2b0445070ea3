#include "rollpack/core/sql_change.hpp"

#include <fmt/format.h>

namespace rollpack::core {

std::string describe(const SqlChange& change) {
    std::string text = change.name.name.empty()
        ? change.kind + " without a name"
        : fmt::format("{} {}", change.kind, full_name(change.name));
    if (change.part_of) {
        text += " of " + full_name(*change.part_of);
    }
    return text;
}

}  // namespace rollpack::core

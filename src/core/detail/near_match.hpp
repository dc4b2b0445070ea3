#pragma once

#include "rollpack/core/naming.hpp"

#include <string_view>

namespace rollpack::core::detail {

/// Whether `stem` (a file name without its suffix, which Flyway does not take) was probably meant as
/// a script's name: wrong case of the prefix, one underscore for two, a space before the separator,
/// a missing or malformed version, a callback's event with something stuck to it.
bool is_near_match(std::string_view stem, const Naming& naming);

}  // namespace rollpack::core::detail

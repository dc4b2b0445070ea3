#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/data_effect.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

/// Adds what a statement, which begins on `line`, does to data that is there already, as far as its
/// text tells: not what triggers and the functions that it calls do.
void add_effects(const Node& statement, std::size_t line, std::vector<core::DataEffect>& effects);

/// For a statement of which there is no tree: its effect is unknown, and it is called by its first
/// words.
core::DataEffect effect_by_words(std::string_view sql, std::size_t line);

}  // namespace rollpack::executor::detail

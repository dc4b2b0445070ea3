#pragma once

#include <string>
#include <string_view>

namespace rollpack::cli {

enum class Colours {
    none,
    red_and_green
};

/// A unified diff, with text before it, safe for a terminal. With colours its removed lines are red and
/// its added ones green.
std::string render_differences(std::string_view diff, Colours colours);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/core/steering.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Text that came from outside (file names, server messages, packages) with everything that could
/// steer a terminal shown as "\x1b" and the like. Line ends and tabs stay when `keep_lines`.
enum class Lines {
    keep,
    escape
};
std::string printable(std::string_view text, Lines lines = Lines::escape);

using core::as_utf8;

/// Columns of a terminal that the text takes: wide characters (East Asian ones, pictures) count two,
/// accents that combine with the character before them none.
std::size_t width_of(std::string_view text) noexcept;

/// Cuts to `columns`, with "..." at the end of what was cut.
std::string fit(std::string_view text, std::size_t columns);

/// Rows as columns: every column as wide as its widest cell, two spaces between, each line begun
/// with `indent`, nothing behind the last column.
std::string format_table(
    const std::vector<std::vector<std::string>>& rows,
    std::string_view indent = "  "
);

/// "1 script", "3 scripts"
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "12 ms", "3.4 s", "2 min 05 s"
std::string format_duration(long long milliseconds);

}  // namespace rollpack::cli

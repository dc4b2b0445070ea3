#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text for people at a terminal of 100 columns.
namespace rollpack::cli {

constexpr std::size_t page_columns = 100;

/// Lines of at most `columns`, broken at spaces, without line ends. A word that is longer than a line is
/// broken too. One empty line for an empty text.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// The text in lines of page_columns; all but the first begin with `indent` spaces.
std::string wrapped(std::string_view text, std::size_t indent = 0);

/// Like format_table(), but never wider than page_columns: the widest columns become narrower and their
/// cells take several lines. The first row stays as it is read: a heading is a row like any other.
std::string wrapped_table(
    const std::vector<std::vector<std::string>>& rows,
    std::string_view indent = "  "
);

}  // namespace rollpack::cli

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollpack::executor::detail {

/// A place in a script, for people.
struct ScriptPosition {
    std::size_t line = 0;  ///< 1-based
    std::size_t column = 0;  ///< 1-based, in characters
    std::string source_line;  ///< without its end

    bool operator==(const ScriptPosition&) const = default;
};

/// The byte at which the character number `position` (1-based, as the server counts) of a statement
/// stands that begins at the byte `statement_offset` of `text`. Past the end it is the end.
std::size_t byte_of_character(
    std::string_view text,
    std::size_t statement_offset,
    std::size_t position
) noexcept;

/// Where the byte `offset` of `text` (UTF-8) is.
ScriptPosition locate(std::string_view text, std::size_t offset);

/// The line of the inline data that the server's CONTEXT names ("COPY stock, line 3, column amount"),
/// 1-based; 0 where it names none.
std::size_t copy_data_line(std::string_view context) noexcept;

}  // namespace rollpack::executor::detail

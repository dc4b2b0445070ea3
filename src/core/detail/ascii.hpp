#pragma once

#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// Independent of the locale, unlike <cctype>: other bytes are left as they are.
char ascii_lower(char character) noexcept;
std::string ascii_lower(std::string_view text);
bool is_ascii_digit(char character) noexcept;
bool is_ascii_alphanumeric(char character) noexcept;
bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept;
bool ends_with_ignoring_case(std::string_view text, std::string_view suffix) noexcept;

/// Without white space (space, tab, line ends, VT, FF) at both ends.
std::string_view trimmed(std::string_view text) noexcept;

}  // namespace rollpack::core::detail

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// The number of characters in well-formed UTF-8.
std::size_t character_count(std::string_view text) noexcept;

/// The bytes of the first `characters` characters; the whole text if it has no more.
std::string_view first_characters(std::string_view text, std::size_t characters) noexcept;

/// Java's view of a well-formed UTF-8 text: UTF-16 code units.
std::u16string utf16(std::string_view text);

}  // namespace rollpack::core::detail

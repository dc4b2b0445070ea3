#include "detail/utf8.hpp"

#include <algorithm>

namespace rollpack::core::detail {

namespace {

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The bits of a character's first byte that are part of its code point.
char32_t leading_bits(unsigned char byte) noexcept {
    if (byte < 0x80U) {
        return byte;
    }
    if (byte < 0xE0U) {
        return byte & 0x1FU;
    }
    return byte < 0xF0U ? byte & 0x0FU : byte & 0x07U;
}

void append_utf16(std::u16string& result, char32_t code_point) {
    if (code_point < 0x10000U) {
        result += static_cast<char16_t>(code_point);
        return;
    }
    const char32_t offset = code_point - 0x10000U;
    result += static_cast<char16_t>(0xD800U + (offset >> 10U));
    result += static_cast<char16_t>(0xDC00U + (offset & 0x3FFU));
}

}  // namespace

std::size_t character_count(std::string_view text) noexcept {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::string_view first_characters(std::string_view text, std::size_t characters) noexcept {
    std::size_t seen = 0;
    const auto* const end = std::ranges::find_if(text, [&](char byte) {
        return !is_continuation(byte) && ++seen > characters;
    });
    return {text.begin(), end};
}

std::u16string utf16(std::string_view text) {
    std::u16string result;
    for (std::size_t i = 0; i < text.size();) {
        char32_t code_point = leading_bits(static_cast<unsigned char>(text[i]));
        for (++i; i < text.size() && is_continuation(text[i]); ++i) {
            code_point = (code_point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        append_utf16(result, code_point);
    }
    return result;
}

}  // namespace rollpack::core::detail

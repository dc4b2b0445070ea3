#include "detail/ascii.hpp"

#include <algorithm>

namespace rollpack::core::detail {

char ascii_lower(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

std::string ascii_lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char character) {
        return ascii_lower(character);
    });
    return result;
}

bool is_ascii_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}

bool is_ascii_alphanumeric(char character) noexcept {
    const char lower = ascii_lower(character);
    return is_ascii_digit(character) || (lower >= 'a' && lower <= 'z');
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(left, right, [](char one, char other) {
        return ascii_lower(one) == ascii_lower(other);
    });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
    return text.size() >= prefix.size()
        && equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view suffix) noexcept {
    return text.size() >= suffix.size()
        && equals_ignoring_case(text.substr(text.size() - suffix.size()), suffix);
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view white_space = " \t\n\r\v\f";
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

}  // namespace rollpack::core::detail

#include "rollpack/core/version.hpp"

#include "detail/ascii.hpp"
#include "detail/version_word.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace rollpack::core {

namespace {

// The zeros of Unicode's decimal digits (general category Nd), each followed by its one to nine.
// Only those of the basic plane: Java reads a version by UTF-16 code unit, so Flyway refuses others.
constexpr auto zeros = std::to_array<std::uint32_t>({
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
    0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
});

std::uint32_t bits(char byte, std::uint32_t mask) {
    return static_cast<unsigned char>(byte) & mask;
}

/// Takes the first character off `text`; 0 for what is not UTF-8 or outside the basic plane.
std::uint32_t take_character(std::string_view& text) {
    const std::uint32_t first = bits(text.front(), 0xFF);
    std::size_t length = 1;
    std::uint32_t result = first;
    if (first >= 0xE0 && first < 0xF0 && text.size() >= 3) {
        length = 3;
        result = (first & 0x0FU) << 12U | bits(text[1], 0x3F) << 6U | bits(text[2], 0x3F);
    } else if (first >= 0xC0 && first < 0xE0 && text.size() >= 2) {
        length = 2;
        result = (first & 0x1FU) << 6U | bits(text[1], 0x3F);
    } else if (first >= 0x80) {
        result = 0;
    }
    text.remove_prefix(length);
    return result;
}

std::optional<char> digit_of(std::uint32_t character) {
    const auto* const after = std::ranges::upper_bound(zeros, character);
    if (after == zeros.begin()) {
        return std::nullopt;
    }
    const std::uint32_t value = character - *std::prev(after);
    return value < 10 ? std::optional{static_cast<char>('0' + value)} : std::nullopt;
}

/// The digits of a whole number in ASCII, without leading zeros; none for anything else.
std::optional<std::string> read_digits(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    std::string digits;
    while (!text.empty()) {
        const auto digit = digit_of(take_character(text));
        if (!digit) {
            return std::nullopt;
        }
        digits += *digit;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return digits;
}

/// The end of the part that begins at `start`: Flyway cuts at a dot only before an ASCII digit.
std::size_t end_of_part(std::string_view text, std::size_t start) {
    std::size_t dot = text.find('.', start);
    while (dot != std::string_view::npos
           && (dot + 1 == text.size() || !detail::is_ascii_digit(text[dot + 1]))) {
        dot = text.find('.', dot + 1);
    }
    return std::min(dot, text.size());
}

}  // namespace

namespace detail {

bool is_version_word(std::string_view text) noexcept {
    constexpr auto words = std::to_array<std::string_view>({"latest", "current", "next"});
    return text == "9223372036854775807" || std::ranges::any_of(words, [&](std::string_view word) {
               return equals_ignoring_case(text, word);
           });
}

}  // namespace detail

std::strong_ordering Version::Part::operator<=>(const Part& other) const noexcept {
    if (negative != other.negative) {
        return negative ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const Part& smaller = negative ? other : *this;
    const Part& larger = negative ? *this : other;
    if (digits.size() != other.digits.size()) {
        return smaller.digits.size() <=> larger.digits.size();
    }
    return smaller.digits.compare(larger.digits) <=> 0;
}

std::string Version::key() const {
    std::string key;
    for (const Part& part : parts_) {
        if (!key.empty()) {
            key += '.';
        }
        key += (part.negative ? "-" : "") + part.digits;
    }
    return key;
}

std::strong_ordering Version::operator<=>(const Version& other) const noexcept {
    const Part zero{false, "0"};
    const std::size_t count = std::max(parts_.size(), other.parts_.size());
    for (std::size_t index = 0; index < count; ++index) {
        const Part& left = index < parts_.size() ? parts_[index] : zero;
        const Part& right = index < other.parts_.size() ? other.parts_[index] : zero;
        if (const auto order = left <=> right; order != std::strong_ordering::equal) {
            return order;
        }
    }
    return std::strong_ordering::equal;
}

bool Version::operator==(const Version& other) const noexcept {
    return parts_ == other.parts_;
}

std::optional<Version> parse_version(std::string_view text) {
    if (detail::is_version_word(text)) {
        return std::nullopt;
    }
    Version version;
    version.text_ = text;
    std::ranges::replace(version.text_, '_', '.');
    const std::string_view normalised = version.text_;
    std::size_t start = 0;
    while (start <= normalised.size()) {
        const std::size_t end = end_of_part(normalised, start);
        std::string_view number = normalised.substr(start, end - start);
        const bool negative = number.starts_with('-');
        if (negative || number.starts_with('+')) {
            number.remove_prefix(1);
        }
        auto digits = read_digits(number);
        if (!digits) {
            return std::nullopt;
        }
        const bool zero = *digits == "0";
        version.parts_.push_back({negative && !zero, std::move(*digits)});
        start = end + 1;
    }
    while (version.parts_.size() > 1 && version.parts_.back().digits == "0") {
        version.parts_.pop_back();
    }
    return version;
}

}  // namespace rollpack::core

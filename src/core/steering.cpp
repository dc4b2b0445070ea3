#include "rollpack/core/steering.hpp"

#include "rollpack/core/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rollpack::core {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15: general categories Cc, Zl and Zp, and of Cf those that are drawn as nothing.
constexpr auto steering = std::to_array<Range>({
    {0x00, 0x1F},
    {0x7F, 0x9F},
    {0xAD, 0xAD},
    {0x61C, 0x61C},
    {0x180E, 0x180E},
    {0x200B, 0x200F},
    {0x2028, 0x202E},
    {0x2060, 0x206F},
    {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},
});

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// Characters of up to three bytes: none of the others steers.
SteeringCharacter decode(std::string_view text, std::size_t at) noexcept {
    const unsigned lead = byte_at(text, at);
    const unsigned second = byte_at(text, at + 1) & 0x3FU;
    if (lead < 0x80U) {
        return {1, lead};
    }
    if ((lead & 0xE0U) == 0xC0U) {
        return {2, (lead & 0x1FU) << 6U | second};
    }
    return {3, (lead & 0x0FU) << 12U | second << 6U | (byte_at(text, at + 2) & 0x3FU)};
}

}  // namespace

std::optional<SteeringCharacter> steering_character(
    std::string_view text,
    std::size_t at
) noexcept {
    const unsigned lead = byte_at(text, at);
    const bool may_be_one = lead < 0x80U || (lead >= 0xC2U && lead < 0xF0U);
    const SteeringCharacter character = decode(text, at);
    if (!may_be_one || at + character.size > text.size()) {
        return std::nullopt;
    }
    const bool steers = std::ranges::any_of(steering, [&](const Range& range) {
        return range.first <= character.code && character.code <= range.last;
    });
    return steers ? std::optional{character} : std::nullopt;
}

std::string as_utf8(std::string_view text) {
    if (is_utf8(text)) {
        return std::string{text};
    }
    constexpr std::size_t longest = 4;
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < longest && !is_utf8(text.substr(0, length))) {
            ++length;
        }
        if (is_utf8(text.substr(0, length))) {
            result += text.substr(0, length);
            text.remove_prefix(std::min(length, text.size()));
        } else {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
        }
    }
    return result;
}

}  // namespace rollpack::core

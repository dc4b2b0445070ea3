#include "text.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/steering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace rollpack::cli {

namespace {

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The code point that begins at `at`; text that is not UTF-8 gives some number.
char32_t decode(std::string_view text, std::size_t at) noexcept {
    const unsigned lead = static_cast<unsigned char>(text[at]);
    char32_t code = lead;
    if (lead >= 0xF0U) {
        code = lead & 0x07U;
    } else if (lead >= 0x80U) {
        code = lead & (lead >= 0xE0U ? 0x0FU : 0x1FU);
    }
    while (++at < text.size() && is_continuation(text[at])) {
        code = code << 6U | (static_cast<unsigned char>(text[at]) & 0x3FU);
    }
    return code;
}

struct WidthRange {
    char32_t first;
    char32_t last;
    std::size_t columns;
};

// Unicode 15: marks that are drawn over the character before them, and East_Asian_Width W and F.
constexpr auto unusual_widths = std::to_array<WidthRange>(
    {{0x0300, 0x036F, 0},   {0x1100, 0x115F, 2},   {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},
     {0x20D0, 0x20FF, 0},   {0x2E80, 0x303E, 2},   {0x3041, 0x4DBF, 2},   {0x4E00, 0xA4CF, 2},
     {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},   {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},
     {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2},
     {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2}, {0xE0100, 0xE01EF, 0}}
);

std::size_t columns_of(char32_t code) noexcept {
    const auto* const found = std::ranges::find_if(unusual_widths, [&](const WidthRange& range) {
        return range.first <= code && code <= range.last;
    });
    return found == unusual_widths.end() ? 1 : found->columns;
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto steering = core::steering_character(text, at);
        const bool line_end = text[at] == '\n' || text[at] == '\t';
        if (!steering || (line_end && lines == Lines::keep)) {
            result += text[at++];
            continue;
        }
        const auto code = static_cast<std::uint32_t>(steering->code);
        result += code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
        at += steering->size;
    }
    // A byte that is no part of a character is a control where a terminal's characters are bytes.
    return core::is_utf8(result) ? result : as_utf8(result);
}

std::size_t width_of(std::string_view text) noexcept {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_continuation(text[at])) {
            width += columns_of(decode(text, at));
        }
    }
    return width;
}

std::string fit(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) {
        return std::string{text};
    }
    const std::size_t keep = columns > 3 ? columns - 3 : 0;
    std::size_t at = 0;
    for (std::size_t taken = 0; at < text.size(); ++at) {
        if (is_continuation(text[at])) {
            continue;
        }
        taken += columns_of(decode(text, at));
        if (taken > keep) {
            break;
        }
    }
    return std::string{text.substr(0, at)} + "...";
}

std::string format_table(
    const std::vector<std::vector<std::string>>& rows,
    std::string_view indent
) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], width_of(row[column]));
        }
    }
    std::string result;
    for (const auto& row : rows) {
        std::string line{indent};
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column + 1 < row.size()) {
                line.append(widths[column] - width_of(row[column]) + 2, ' ');
            }
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + "\n";
    }
    return result;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string format_duration(long long milliseconds) {
    if (milliseconds < 1000) {
        return fmt::format("{} ms", milliseconds);
    }
    if (milliseconds < 60'000) {
        return fmt::format("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100);
    }
    return fmt::format("{} min {:02} s", milliseconds / 60'000, milliseconds % 60'000 / 1000);
}

}  // namespace rollpack::cli

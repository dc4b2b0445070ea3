#include "text.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/steering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace rollpack::cli {

namespace {

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
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
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::string fit(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) {
        return std::string{text};
    }
    const std::size_t keep = columns > 3 ? columns - 3 : 0;
    std::size_t at = 0;
    for (std::size_t taken = 0; at < text.size(); ++at) {
        if (!is_continuation(text[at]) && taken++ == keep) {
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

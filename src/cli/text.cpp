#include "text.hpp"

#include "rollpack/core/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// U+0080 to U+009F, which some terminals take as commands, in UTF-8: C2 80 to C2 9F.
bool is_c1_control(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]) == 0xC2U && at + 1 < text.size()
        && static_cast<unsigned char>(text[at + 1]) >= 0x80U
        && static_cast<unsigned char>(text[at + 1]) <= 0x9FU;
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char byte = text[at];
        const auto code = static_cast<unsigned char>(byte);
        const bool line_end = byte == '\n' || byte == '\t';
        if (is_c1_control(text, at)) {
            result += fmt::format("\\u{:04x}", static_cast<unsigned char>(text[at + 1]));
            ++at;
        } else if ((code < 0x20 && !(line_end && lines == Lines::keep)) || code == 0x7F) {
            result += fmt::format("\\x{:02x}", code);
        } else {
            result += byte;
        }
    }
    return result;
}

std::string as_utf8(std::string_view text) {
    constexpr std::size_t longest = 4;
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < longest && !core::is_utf8(text.substr(0, length))) {
            ++length;
        }
        if (core::is_utf8(text.substr(0, length))) {
            result += text.substr(0, length);
            text.remove_prefix(std::min(length, text.size()));
        } else {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
        }
    }
    return result;
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

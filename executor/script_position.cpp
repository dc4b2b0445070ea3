#include "detail/script_position.hpp"

#include <algorithm>
#include <charconv>

namespace rollpack::executor::detail {

namespace {

bool begins_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

std::size_t byte_of_character(
    std::string_view text,
    std::size_t statement_offset,
    std::size_t position
) noexcept {
    std::size_t offset = std::min(statement_offset, text.size());
    for (std::size_t character = 1; character < position && offset < text.size(); ++character) {
        ++offset;
        while (offset < text.size() && !begins_character(text[offset])) {
            ++offset;
        }
    }
    return offset;
}

ScriptPosition locate(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
    std::string_view line = text.substr(line_start);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    ScriptPosition position;
    position.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
    position.column = 1
        + static_cast<std::size_t>(
                          std::ranges::count_if(before.substr(line_start), begins_character)
        );
    position.source_line = line;
    return position;
}

std::size_t copy_data_line(std::string_view context) noexcept {
    constexpr std::string_view words = ", line ";
    const std::size_t at = context.find(words);
    if (!context.starts_with("COPY ") || at == std::string_view::npos) {
        return 0;
    }
    const std::string_view digits = context.substr(at + words.size());
    std::size_t line = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), line);
    return line;
}

}  // namespace rollpack::executor::detail

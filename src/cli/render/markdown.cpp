#include "render/markdown.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

constexpr std::size_t most_rows = 100;
constexpr std::size_t most_columns = 500;

std::string one_line(std::string_view text) {
    return fit(printable(as_utf8(text)), most_columns);
}

bool is_letter_or_digit(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
        || (byte >= 'A' && byte <= 'Z');
}

/// CommonMark 0.31, section 2.5: a numeric reference is text and never markup. The colon goes too, which
/// would make a link of http://...
std::string without_markup(std::string_view text, std::string_view harmless) {
    std::string out;
    for (const char byte : text) {
        const bool is_ascii = static_cast<unsigned char>(byte) < 0x80;
        if (!is_ascii || is_letter_or_digit(byte)
            || harmless.find(byte) != std::string_view::npos) {
            out += byte;
        } else {
            out += fmt::format("&#{};", static_cast<int>(byte));
        }
    }
    return out;
}

std::string row_of(const std::vector<std::string>& cells) {
    return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

}  // namespace

std::string markdown_text(std::string_view text) {
    std::string plain = without_markup(one_line(text), " .,;/()+-='");
    // www.example.com is a link without any colon.
    for (std::size_t at = plain.find("w."); at != std::string::npos; at = plain.find("w.", at)) {
        plain.replace(at + 1, 1, "&#46;");
    }
    return plain;
}

std::string markdown_code(std::string_view text) {
    // A code span ends at a back tick, and a table's cell at a bar even there.
    constexpr std::string_view plain_in_code = " .,;:/()+-=_@#%~^";
    const std::string line = one_line(text);
    const bool is_plain = std::ranges::all_of(line, [&](char byte) {
        return static_cast<unsigned char>(byte) >= 0x80 || is_letter_or_digit(byte)
            || plain_in_code.find(byte) != std::string_view::npos;
    });
    const bool has_blank_edge = line.empty() || line.front() == ' ' || line.back() == ' ';
    if (is_plain && !has_blank_edge) {
        return "`" + line + "`";
    }
    return "<code>" + without_markup(line, " .,;/()+-=") + "</code>";
}

std::string markdown_table(
    const std::vector<std::string>& header,
    const std::vector<std::vector<std::string>>& rows
) {
    if (rows.empty()) {
        return {};
    }
    std::string text = row_of(header) + row_of(std::vector<std::string>(header.size(), "---"));
    for (std::size_t at = 0; at < std::min(rows.size(), most_rows); ++at) {
        text += row_of(rows[at]);
    }
    if (rows.size() > most_rows) {
        text += fmt::format("\nand {} more\n", rows.size() - most_rows);
    }
    return text;
}

}  // namespace rollpack::cli

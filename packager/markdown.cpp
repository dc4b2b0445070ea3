#include "detail/markdown.hpp"

#include "rollpack/core/script_text.hpp"

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white_space);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

/// Drops the decoration that comments often start with: "---- ", "/***", "== ".
std::string_view without_decoration(std::string_view line) {
    const std::size_t begin = line.find_first_not_of("-*=# \t");
    return begin == std::string_view::npos ? std::string_view{} : trimmed(line.substr(begin));
}

std::string_view first_line_with_words(std::string_view comment) {
    while (!comment.empty()) {
        const std::size_t end = std::min(comment.find('\n'), comment.size());
        if (const auto line = without_decoration(comment.substr(0, end)); !line.empty()) {
            return line;
        }
        comment.remove_prefix(std::min(end + 1, comment.size()));
    }
    return {};
}

/// The lines that begin with "--", as one piece of the script.
std::string_view line_comments(std::string_view script) {
    std::size_t end = 0;
    while (trimmed(script.substr(end)).starts_with("--")) {
        end = std::min(script.find('\n', script.find("--", end)), script.size() - 1) + 1;
    }
    return script.substr(0, end);
}

}  // namespace

std::string without_controls(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool is_c1 = byte == 0xC2U && i + 1 < text.size()
            && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
        if (is_c1) {
            ++i;
        }
        out += is_c1 || byte < 0x20U || byte == 0x7FU ? ' ' : text[i];
    }
    return out;
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
        return std::string{text};
    }
    std::string word = "'";
    for (const char character : without_controls(text)) {
        word += character == '\'' ? "'\\''" : std::string(1, character);
    }
    return word + "'";
}

std::string markdown_text(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]<>|#~&";
    std::string out;
    for (const char character : without_controls(text)) {
        if (markup.find(character) != std::string_view::npos) {
            out += '\\';
        }
        out += character;
    }
    return out;
}

std::string markdown_code(std::string_view text) {
    std::string plain = without_controls(text);
    if (plain.find_first_of("`|") != std::string::npos) {
        return markdown_text(text);
    }
    return "`" + plain + "`";
}

std::string_view first_comment_line(std::string_view script) {
    if (script.starts_with(core::byte_order_mark)) {
        script.remove_prefix(core::byte_order_mark.size());
    }
    script = trimmed(script);
    if (script.starts_with("/*")) {
        return first_line_with_words(
            script.substr(2, std::min(script.find("*/"), script.size()) - 2)
        );
    }
    return first_line_with_words(line_comments(script));
}

}  // namespace rollpack::packager::detail

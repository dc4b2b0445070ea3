#include "render/roff.hpp"

#include <algorithm>
#include <cctype>

namespace rollpack::cli {

namespace {

constexpr std::string_view remark_indent = "      ";

bool is_word(char byte) noexcept {
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '-' || byte == '_';
}

std::string_view escape_of(char byte) noexcept {
    switch (byte) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    case '"':
        return "\\(dq";
    default:
        return {};
    }
}

/// Where the option that begins at `at` ends; `at` itself if none does.
std::size_t end_of_option(std::string_view text, std::size_t at) noexcept {
    const bool begins = text.substr(at).starts_with("--") && at + 2 < text.size()
        && std::isalpha(static_cast<unsigned char>(text[at + 2])) != 0
        && (at == 0 || !is_word(text[at - 1]));
    if (!begins) {
        return at;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) {
        ++end;
    }
    return end;
}

std::string_view trimmed(std::string_view line) noexcept {
    const std::size_t first = line.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

void add_line(PageBlock& block, std::string_view line) {
    const bool indented = line.starts_with("  ");
    if (!indented && block.items.empty()) {
        block.prose += std::string{line} + "\n";
    } else if (!line.starts_with(remark_indent) || block.items.empty()) {
        block.items.push_back({std::string{trimmed(line)}, {}});
    } else {
        std::string& remark = block.items.back().remark;
        remark += (remark.empty() ? "" : "\n") + std::string{trimmed(line)};
    }
}

}  // namespace

std::string roff_plain(std::string_view text) {
    std::string result;
    bool line_begins = true;
    for (const char byte : text) {
        if (line_begins && byte == '.') {
            result += "\\&";
        }
        const std::string_view escape = escape_of(byte);
        result += escape.empty() ? std::string{byte} : std::string{escape};
        line_begins = byte == '\n';
    }
    return result;
}

std::string roff_bold(std::string_view text) {
    return "\\fB" + roff_plain(text) + "\\fR";
}

std::string roff_italic(std::string_view text) {
    return "\\fI" + roff_plain(text) + "\\fR";
}

std::string roff_prose(std::string_view text) {
    std::string result;
    std::size_t done = 0;
    std::size_t at = 0;
    const auto take_plain = [&] { result += roff_plain(text.substr(done, at - done)); };
    while (at < text.size()) {
        const std::size_t option_end = end_of_option(text, at);
        const std::size_t quote_end = text[at] == '`' ? text.find('`', at + 1)
                                                      : std::string_view::npos;
        if (option_end > at) {
            take_plain();
            result += roff_bold(text.substr(at, option_end - at));
            done = at = option_end;
        } else if (quote_end != std::string_view::npos) {
            take_plain();
            result += roff_bold(text.substr(at + 1, quote_end - at - 1));
            done = at = quote_end + 1;
        } else {
            ++at;
        }
    }
    take_plain();
    return result;
}

std::vector<PageBlock> parse_page(std::string_view text) {
    std::vector<PageBlock> blocks;
    bool open = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (trimmed(line).empty()) {
            open = false;
            continue;
        }
        if (!open) {
            blocks.emplace_back();
            open = true;
        }
        add_line(blocks.back(), line);
    }
    return blocks;
}

}  // namespace rollpack::cli

#include "layout.hpp"

#include "text.hpp"

#include <algorithm>
#include <numeric>

namespace rollpack::cli {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;

/// The longest beginning of the text that fits; at least one character.
std::string_view beginning(std::string_view text, std::size_t columns) {
    std::size_t fits = 0;
    for (std::size_t at = 1; at <= text.size(); ++at) {
        const bool is_whole = at == text.size()
            || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (!is_whole) {
            continue;
        }
        if (fits > 0 && width_of(text.substr(0, at)) > columns) {
            break;
        }
        fits = at;
    }
    return text.substr(0, fits);
}

std::vector<std::size_t> natural_widths(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const std::vector<std::string>& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], width_of(row[column]));
        }
    }
    return widths;
}

/// Takes from the widest column until all fit.
void narrow(std::vector<std::size_t>& widths, std::size_t columns) {
    while (std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1)) > columns) {
        const auto widest = std::ranges::max_element(widths);
        if (*widest <= narrowest) {
            return;
        }
        --*widest;
    }
}

std::string row_lines(
    const std::vector<std::string>& row,
    const std::vector<std::size_t>& widths,
    std::string_view indent
) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t column = 0; column < row.size(); ++column) {
        cells.push_back(wrap(row[column], std::max<std::size_t>(widths[column], 1)));
        height = std::max(height, cells.back().size());
    }
    std::string text;
    for (std::size_t at = 0; at < height; ++at) {
        std::string line{indent};
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string part = at < cells[column].size() ? cells[column][at] : "";
            line += part;
            line.append(widths[column] - std::min(width_of(part), widths[column]) + gap, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) {
        return {std::string{text}};
    }
    std::vector<std::string> lines;
    std::string line;
    const auto end_line = [&] {
        lines.push_back(std::move(line));
        line.clear();
    };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && width_of(line) + 1 + width_of(word) > columns) {
            end_line();
        }
        line += line.empty() ? "" : " ";
        while (width_of(word) > columns) {
            const std::string_view part = beginning(word, columns);
            line += part;
            end_line();
            word.remove_prefix(part.size());
        }
        line += word;
    }
    end_line();
    return lines;
}

std::string wrapped(std::string_view text, std::size_t indent) {
    std::string result;
    for (const std::string& line : wrap(text, page_columns - indent)) {
        result += (result.empty() ? std::string{} : std::string(indent, ' ')) + line + "\n";
    }
    return result;
}

std::string wrapped_table(
    const std::vector<std::vector<std::string>>& rows,
    std::string_view indent
) {
    std::vector<std::size_t> widths = natural_widths(rows);
    if (widths.empty()) {
        return {};
    }
    narrow(widths, page_columns - width_of(indent));
    std::string text;
    for (const std::vector<std::string>& row : rows) {
        text += row_lines(row, widths, indent);
    }
    return text;
}

}  // namespace rollpack::cli

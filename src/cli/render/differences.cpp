#include "render/differences.hpp"

#include "text.hpp"

#include <algorithm>

namespace rollpack::cli {

namespace {

/// Tells a removed SQL comment, "--- gone", from the heading "--- current/x.sql".
class DiffLines {
public:
    /// "" for a line without a colour.
    std::string_view colour_of(std::string_view line) {
        if (line.starts_with("diff --git ")) {
            in_hunk_ = false;
        } else if (line.starts_with("@@ ")) {
            in_hunk_ = true;
        } else if (in_hunk_ && line.starts_with('-')) {
            return "\x1B[31m";
        } else if (in_hunk_ && line.starts_with('+')) {
            return "\x1B[32m";
        }
        return {};
    }

private:
    bool in_hunk_ = false;
};

}  // namespace

std::string render_differences(std::string_view diff, Colours colours) {
    if (colours == Colours::none) {
        return printable(diff, Lines::keep);
    }
    std::string text;
    DiffLines lines;
    while (!diff.empty()) {
        const std::size_t end = std::min(diff.find('\n'), diff.size());
        const std::string_view line = diff.substr(0, end);
        const std::string_view colour = lines.colour_of(line);
        text += colour;
        text += printable(line, Lines::keep);
        text += colour.empty() ? "\n" : "\x1B[0m\n";
        diff.remove_prefix(std::min(end + 1, diff.size()));
    }
    return text;
}

}  // namespace rollpack::cli

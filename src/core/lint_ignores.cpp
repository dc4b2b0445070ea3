#include "detail/lint_ignores.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// Lines of a script, first and last.
struct LineRange {
    std::size_t first;
    std::size_t last;
};

/// One rule that a comment takes away.
struct Ignore {
    FindingCode rule;
    std::optional<LineRange>
        lines;  ///< of the statement that it is about; none: behind the last one
};

class IgnoreReader {
public:
    explicit IgnoreReader(const LintedScript& script)
        : script_(script) {}

    /// Comments stand between statements; what is inside one is the statement's.
    void read() {
        const auto& statements = script_.analysis.statements;
        std::size_t begin = 0;
        for (std::size_t at = 0; at <= statements.size(); ++at) {
            const bool is_last = at == statements.size();
            const std::size_t end = is_last ? script_.text.size() : statements[at].offset;
            read_gap(begin, end, at);
            begin = is_last ? end : end_of(statements[at]);
        }
    }

    const std::vector<Ignore>& ignores() const noexcept { return ignores_; }

    std::vector<Finding> take_unknown() { return std::move(unknown_); }

private:
    static std::size_t end_of(const SqlStatement& statement) {
        return statement.copy_data ? statement.copy_data->offset + statement.copy_data->length
                                   : statement.offset + statement.length;
    }

    void read_gap(std::size_t begin, std::size_t end, std::size_t next);
    void read_comment(std::string_view comment, const std::optional<LineRange>& lines);
    std::optional<LineRange> lines_of(std::size_t statement) const;

    const LintedScript& script_;
    std::vector<Ignore> ignores_;
    std::vector<Finding> unknown_;
    std::size_t line_ = 1;  ///< of counted_
    std::size_t counted_ = 0;
};

std::optional<LineRange> IgnoreReader::lines_of(std::size_t statement) const {
    const auto& statements = script_.analysis.statements;
    if (statement >= statements.size()) {
        return std::nullopt;
    }
    const SqlStatement& found = statements[statement];
    const std::string_view sql = std::string_view{script_.text}.substr(found.offset, found.length);
    return LineRange{
        found.line,
        found.line + static_cast<std::size_t>(std::ranges::count(sql, '\n'))};
}

/// Reads the comments before the statement `next`; those on the line where the one before it ends are
/// about that one.
void IgnoreReader::read_gap(std::size_t begin, std::size_t end, std::size_t next) {
    const std::string_view text = script_.text;
    bool is_behind = next > 0;
    while (begin < end) {
        const std::size_t line_end = std::min(text.find('\n', begin), end);
        const std::string_view line = text.substr(begin, line_end - begin);
        const std::size_t comment = line.find("--");
        if (comment != std::string_view::npos) {
            const auto skipped = text.substr(counted_, begin - counted_);
            line_ += static_cast<std::size_t>(std::ranges::count(skipped, '\n'));
            counted_ = begin;
            read_comment(line.substr(comment + 2), lines_of(is_behind ? next - 1 : next));
        }
        is_behind = false;
        begin = line_end + 1;
    }
}

void IgnoreReader::read_comment(std::string_view comment, const std::optional<LineRange>& lines) {
    constexpr std::string_view marker = "rollpack:lint-ignore";
    comment = trimmed(comment);
    if (!comment.starts_with(marker)) {
        return;
    }
    std::string_view rest = comment.substr(marker.size());
    const auto add_unknown = [&](std::string message) {
        unknown_.push_back(
            {FindingCode::lint_ignore_unknown,
             finding_info(FindingCode::lint_ignore_unknown).severity,
             script_.path,
             line_,
             std::move(message),
             fmt::format("Rules are {}.", lint_rule_names())}
        );
    };
    constexpr std::string_view between = ", \t\r";
    bool is_empty = true;
    for (std::size_t begin = rest.find_first_not_of(between); begin != std::string_view::npos;
         begin = rest.find_first_not_of(between)) {
        rest.remove_prefix(begin);
        const std::string_view name = rest.substr(0, rest.find_first_of(between));
        rest.remove_prefix(name.size());
        is_empty = false;
        if (const auto rule = parse_lint_rule(name)) {
            ignores_.push_back({*rule, lines});
        } else {
            add_unknown(fmt::format("'{}' is no rule of rollpack lint", name));
        }
    }
    if (is_empty) {
        add_unknown("rollpack:lint-ignore names no rule");
    }
}

bool is_ignored(const Finding& finding, const std::vector<Ignore>& ignores) {
    return std::ranges::any_of(ignores, [&](const Ignore& ignore) {
        const bool is_meant = !finding.line
            || (ignore.lines && *finding.line >= ignore.lines->first
                && *finding.line <= ignore.lines->last);
        return ignore.rule == finding.code && is_meant;
    });
}

}  // namespace

std::vector<Finding> without_ignored(std::vector<Finding> found, const LintedScript& script) {
    IgnoreReader reader{script};
    reader.read();
    std::erase_if(found, [&](const Finding& finding) {
        return is_ignored(finding, reader.ignores());
    });
    for (Finding& unknown : reader.take_unknown()) {
        found.push_back(std::move(unknown));
    }
    return found;
}

}  // namespace rollpack::core::detail

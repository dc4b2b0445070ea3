#include "render/findings.hpp"
#include "render/markdown.hpp"
#include "render/plan.hpp"
#include "render/plan_sections.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

std::string capitalised(std::string title) {
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z') {
        title.front() = static_cast<char>(title.front() - 'a' + 'A');
    }
    return title;
}

std::string render(const PlanSection& section) {
    std::vector<std::vector<std::string>> rows;
    for (const std::vector<std::string>& row : section.rows) {
        std::vector<std::string>& cells = rows.emplace_back();
        for (std::size_t column = 0; column < row.size(); ++column) {
            const bool is_code = section.code_columns.contains(column) && !row[column].empty();
            cells.push_back(is_code ? markdown_code(row[column]) : markdown_text(row[column]));
        }
    }
    std::vector<std::string> header = section.header;
    if (header.empty() && !rows.empty()) {
        header.resize(rows.front().size());
    }
    std::string text =
        fmt::format("\n#### {}\n\n{}", capitalised(section.title), markdown_table(header, rows));
    for (const std::string& note : section.notes) {
        text += "\n" + markdown_text(note) + "\n";
    }
    return text;
}

PlanSection findings_section(const std::vector<core::Finding>& findings) {
    PlanSection section{
        "findings",
        {"", "code", "where", "what was found", "what to do"},
        {},
        {},
        {1, 2}};
    for (const core::Finding& finding : errors_first(findings)) {
        section.rows.push_back(
            {std::string{to_string(finding.severity)},
             std::string{core::finding_info(finding.code).name},
             finding.line ? fmt::format("{}:{}", finding.subject, *finding.line) : finding.subject,
             finding.message,
             finding.hint}
        );
    }
    return section;
}

}  // namespace

std::string plan_to_markdown(const app::PlanDocument& document) {
    const PlanSummary summary = plan_summary(document);
    std::string text = fmt::format(
        "### {}{}\n\n{}{}{}\n",
        markdown_text(document.package),
        document.refused ? " is refused" : "",
        markdown_text(summary.headline),
        summary.details.empty() ? "" : "; ",
        markdown_text(summary.details)
    );
    if (!document.nothing_to_do.empty()) {
        text += "\n" + markdown_text(document.nothing_to_do) + "\n";
    }
    if (!document.observed.findings.empty()) {
        text += render(findings_section(document.observed.findings));
    }
    for (const PlanSection& section : plan_sections(document)) {
        text += render(section);
    }
    return text;
}

}  // namespace rollpack::cli

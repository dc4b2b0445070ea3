#include "render/findings.hpp"
#include "render/markdown.hpp"
#include "render/rehearsal.hpp"
#include "render/rehearsal_sections.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

std::string section(std::string_view title, Cells rows) {
    if (rows.empty()) {
        return "";
    }
    for (std::vector<std::string>& row : rows) {
        for (std::string& cell : row) {
            cell = markdown_text(cell);
        }
    }
    const std::vector<std::string> header = rows.front();
    rows.erase(rows.begin());
    return fmt::format("\n#### {}\n\n{}", title, markdown_table(header, rows));
}

Cells finding_rows(const app::RehearsalResult& result) {
    Cells rows;
    for (const core::Finding& finding : errors_first(result.findings)) {
        rows.push_back(
            {std::string{to_string(finding.severity)},
             finding.subject,
             finding.message,
             std::string{core::finding_info(finding.code).name}}
        );
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"", "where", "what was found", "code"});
    }
    return rows;
}

}  // namespace

std::string rehearsal_to_markdown(const app::RehearsalResult& result) {
    return fmt::format(
               "### {} is {}\n\n{}\n\n{}\n",
               markdown_text(result.package_name),
               result.proven ? "proven" : "not proven",
               markdown_text(rehearsal_headline(result)),
               markdown_text(rehearsal_verdict(result))
           )
        + section("Findings", finding_rows(result))
        + section("How the dump differs", drift_rows(result))
        + section("Each version and its undo script", ladder_rows(result))
        + section("The whole rollback", rollback_rows(result))
        + section("Rows that differ after it", row_rows(result))
        + section("Locks that undo scripts took", lock_rows(result))
        + section("Repeatables", repeatable_rows(result))
        + section("What repeatables made whose text does not tell", seen_rows(result));
}

}  // namespace rollpack::cli

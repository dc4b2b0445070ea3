#include "render/plan.hpp"

#include "layout.hpp"
#include "render/plan_sections.hpp"
#include "text.hpp"

#include <algorithm>

namespace rollpack::cli {

namespace {

std::vector<std::string> printable_row(const std::vector<std::string>& row) {
    std::vector<std::string> cells;
    for (const std::string& cell : row) {
        cells.push_back(printable(cell));
    }
    return cells;
}

/// Columns without a value in any row are left out, with their heading.
std::vector<std::vector<std::string>> filled_columns(const PlanSection& section) {
    std::vector<std::vector<std::string>> rows;
    if (!section.header.empty() && !section.rows.empty()) {
        rows.emplace_back();
    }
    rows.resize(rows.size() + section.rows.size());
    const std::size_t first = rows.size() - section.rows.size();
    const std::size_t columns = section.rows.empty() ? 0 : section.rows.front().size();
    for (std::size_t column = 0; column < columns; ++column) {
        const bool is_filled = std::ranges::any_of(section.rows, [&](const auto& row) {
            return !row[column].empty();
        });
        if (!is_filled) {
            continue;
        }
        if (first == 1) {
            rows.front().push_back(section.header[column]);
        }
        for (std::size_t row = 0; row < section.rows.size(); ++row) {
            rows[first + row].push_back(section.rows[row][column]);
        }
    }
    return rows;
}

std::string render(const PlanSection& section) {
    std::vector<std::vector<std::string>> rows;
    for (const std::vector<std::string>& row : filled_columns(section)) {
        rows.push_back(printable_row(row));
    }
    std::string text = "\n" + section.title + "\n" + wrapped_table(rows);
    for (const std::string& note : section.notes) {
        text += "  " + wrapped(note, 2);
    }
    return text;
}

}  // namespace

std::string render_plan(const app::PlanDocument& document) {
    const PlanSummary summary = plan_summary(document);
    const bool has_details = !summary.details.empty();
    std::string text = wrapped(printable(summary.headline), 2);
    if (has_details) {
        text += "  " + wrapped(printable(summary.details), 2);
    }
    if (!document.nothing_to_do.empty()) {
        text += wrapped(printable(document.nothing_to_do));
    }
    for (const PlanSection& section : plan_sections(document)) {
        text += render(section);
    }
    return text;
}

std::string render_plan(const app::PlanResult& planned, const std::string& database) {
    app::PlanInputs inputs;
    inputs.address = database;
    return render_plan(app::describe_plan(planned, inputs));
}

}  // namespace rollpack::cli

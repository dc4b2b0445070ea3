#include "render/report.hpp"

#include "layout.hpp"
#include "rollpack/app/report_document.hpp"
#include "rollpack/core/amount.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

std::string optional_line(const char* name, const std::string& value) {
    return value.empty() ? std::string{}
                         : fmt::format("  {}: {}\n", name, printable(value, Lines::keep));
}

/// The source line with a caret below the column; tabs are kept above the caret, so that it stands right.
std::string excerpt(const core::SqlFailure& failure) {
    if (failure.line == 0 || failure.source_line.empty()) {
        return {};
    }
    const std::string number = fmt::format("{:5}", failure.line);
    std::string text =
        fmt::format("{} | {}\n", number, printable(failure.source_line, Lines::keep));
    if (failure.column > 0) {
        std::string pad;
        std::size_t characters = 1;
        for (const char byte : failure.source_line) {
            if (characters >= failure.column) {
                break;
            }
            if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) {
                pad += byte == '\t' ? '\t' : ' ';
                ++characters;
            }
        }
        text += fmt::format("{} | {}^\n", std::string(number.size(), ' '), pad);
    }
    return text;
}

std::string render_failure(const core::SqlFailure& failure) {
    std::string place = failure.script.empty() ? "rollpack's own statement" : failure.script;
    if (failure.line > 0) {
        place += fmt::format(":{}", failure.line);
        if (failure.column > 0) {
            place += fmt::format(":{}", failure.column);
        }
    }
    std::string text = fmt::format(
        "error: {}: {}{}\n",
        printable(place),
        printable(failure.message),
        failure.sqlstate.empty() ? "" : fmt::format(" (SQLSTATE {})", printable(failure.sqlstate))
    );
    text += excerpt(failure);
    text += optional_line("detail", failure.detail);
    text += optional_line("hint", failure.hint);
    text += optional_line("where", failure.where);
    return text;
}

/// One row a step; empty where no step was begun.
std::string render_steps(const std::vector<core::StepOutcome>& steps) {
    const bool is_begun = std::ranges::any_of(steps, [](const core::StepOutcome& step) {
        return step.state != core::StepState::not_run;
    });
    if (!is_begun) {
        return {};
    }
    std::vector<std::vector<std::string>> rows{{"step", "", "state", "rows", "notices", "time"}};
    for (std::size_t at = 0; at < steps.size(); ++at) {
        const core::StepOutcome& step = steps[at];
        const bool ran = step.state != core::StepState::not_run;
        std::string state{core::to_string(step.state)};
        std::ranges::replace(state, '_', ' ');
        rows.push_back(
            {fmt::format("{:4}", at + 1),
             printable(step.name),
             std::move(state),
             ran ? core::grouped(step.rows) : "",
             step.notices.empty() ? "" : std::to_string(step.notices.size()),
             ran ? format_duration(step.duration.count()) : ""}
        );
    }
    return wrapped_table(rows) + "\n";
}

std::string render_passed_over(const std::vector<core::StepOutcome>& steps) {
    std::string text;
    for (const core::StepOutcome& step : steps) {
        for (const core::PassedOver& passed : step.passed_over) {
            text += fmt::format(
                "passed over {}:{}: {} (SQLSTATE {})\n",
                printable(step.name),
                passed.line,
                printable(passed.message),
                printable(passed.sqlstate)
            );
        }
    }
    return text.empty() ? text : text + "\n";
}

}  // namespace

std::string render_report(const core::Report& report) {
    std::string text;
    if (report.failure) {
        text += render_failure(*report.failure);
    }
    text += render_steps(report.steps);
    text += render_passed_over(report.steps);
    text += fmt::format("{}\n", printable(report.message));
    if (!report.hint.empty()) {
        text += fmt::format("  hint: {}\n", printable(report.hint));
    }
    if (!report.kept_schema.empty()) {
        text += fmt::format("  kept: schema {}\n", printable(report.kept_schema));
    }
    for (const std::string& remark : report.remarks) {
        text += fmt::format("  note: {}\n", printable(remark));
    }
    return text;
}

std::string report_to_json(const app::ApplyResult& result) {
    return app::report_document(result, {});
}

}  // namespace rollpack::cli

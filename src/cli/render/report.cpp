#include "render/report.hpp"

#include "render/findings.hpp"
#include "render/json_parts.hpp"
#include "text.hpp"

#include <fmt/format.h>

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

void write_outcomes(json::ObjectWriter& root, const std::vector<core::StepOutcome>& outcomes) {
    root.objects("steps", outcomes, [](json::ObjectWriter& item, const core::StepOutcome& outcome) {
        item.member("name", outcome.name);
        item.member("state", core::to_string(outcome.state));
        item.member("duration_ms", outcome.duration.count());
    });
}

void write_failure(json::ObjectWriter& root, const std::optional<core::SqlFailure>& failure) {
    if (!failure) {
        root.member("failure", nullptr);
        return;
    }
    root.object("failure", [&](json::ObjectWriter& item) {
        item.member("script", failure->script);
        item.member("line", failure->line);
        item.member("column", failure->column);
        item.member("source_line", failure->source_line);
        item.member("sqlstate", failure->sqlstate);
        item.member("message", failure->message);
        item.member("detail", failure->detail);
        item.member("hint", failure->hint);
        item.member("where", failure->where);
    });
}

}  // namespace

std::string render_report(const core::Report& report) {
    std::string text;
    if (report.failure) {
        text += render_failure(*report.failure);
    }
    text += fmt::format("{}\n", printable(report.message));
    if (!report.hint.empty()) {
        text += fmt::format("  hint: {}\n", printable(report.hint));
    }
    return text;
}

std::string report_to_json(const app::ApplyResult& result) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.object("plan", [&](json::ObjectWriter& plan) { write_plan(plan, result.planned); });
        const bool ran = result.report.has_value();
        root.member("ending", ran ? core::to_string(result.report->ending) : "refused");
        root.member(
            "exit_status",
            ran ? core::exit_status(result.report->ending) : refused_status()
        );
        root.member("run_id", ran ? std::optional{result.report->run_id} : std::nullopt);
        root.member("message", ran ? std::optional{result.report->message} : std::nullopt);
        root.member("hint", ran ? std::optional{result.report->hint} : std::nullopt);
        write_outcomes(root, ran ? result.report->steps : std::vector<core::StepOutcome>{});
        write_failure(root, ran ? result.report->failure : std::nullopt);
    });
}

}  // namespace rollpack::cli

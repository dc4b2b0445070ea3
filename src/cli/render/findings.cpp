#include "render/findings.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

/// Where it was found, unless the message begins with just that.
std::string place_of(const core::Finding& finding) {
    if (finding.line) {
        return fmt::format("{}:{}: ", printable(finding.subject), *finding.line);
    }
    const bool told = finding.subject.empty() || finding.message.starts_with(finding.subject);
    return told ? std::string{} : printable(finding.subject) + ": ";
}

}  // namespace

std::string finding_line(const core::Finding& finding) {
    return fmt::format(
        "{}{} [{}]",
        place_of(finding),
        printable(finding.message),
        core::finding_info(finding.code).name
    );
}

std::vector<core::Finding> errors_first(std::vector<core::Finding> findings) {
    const auto is_error = [](const core::Finding& finding) {
        return finding.severity == core::Severity::error;
    };
    std::stable_partition(findings.begin(), findings.end(), is_error);
    return findings;
}

std::size_t count_of(const std::vector<core::Finding>& findings, core::Severity severity) {
    return static_cast<std::size_t>(std::ranges::count(findings, severity, &core::Finding::severity)
    );
}

std::string_view to_string(core::Severity severity) noexcept {
    switch (severity) {
    case core::Severity::error:
        return "error";
    case core::Severity::warning:
        return "warning";
    case core::Severity::note:
        return "note";
    }
    return "";
}

bool is_about_a_file(const core::Finding& finding) noexcept {
    using enum core::FindingCode;
    return !finding.subject.empty() && finding.code != target_not_highest
        && finding.code != signature_unverified;
}

std::string render_findings(const std::vector<core::Finding>& findings) {
    std::string text;
    for (const core::Finding& finding : errors_first(findings)) {
        text += fmt::format("{}: {}\n", to_string(finding.severity), finding_line(finding));
        if (!finding.hint.empty()) {
            text += fmt::format("  hint: {}\n", printable(finding.hint));
        }
    }
    return text;
}

std::string count_findings(const std::vector<core::Finding>& findings) {
    std::string text;
    const auto add = [&](core::Severity severity, std::string_view one, std::string_view more) {
        if (const std::size_t count = count_of(findings, severity); count > 0) {
            text += (text.empty() ? "" : ", ") + counted(count, one, more);
        }
    };
    add(core::Severity::error, "error", "errors");
    add(core::Severity::warning, "warning", "warnings");
    add(core::Severity::note, "note", "notes");
    return text.empty() ? "no findings" : text;
}

int refused_status() noexcept {
    return core::error_info(core::ErrorCode::checks_failed).exit_status;
}

std::string render_error(const core::Error& error) {
    std::string text = fmt::format("error: {}\n", printable(error.message(), Lines::keep));
    for (const std::string& doing : error.context()) {
        text += fmt::format("  while: {}\n", printable(doing));
    }
    if (!error.hint().empty()) {
        text += fmt::format("  hint: {}\n", printable(error.hint(), Lines::keep));
    }
    const core::ErrorInfo& info = core::error_info(error.code());
    text += fmt::format("  ({}, exit status {})\n", info.name, info.exit_status);
    return text;
}

}  // namespace rollpack::cli

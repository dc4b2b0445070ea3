#include "rollpack/core/finding.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace rollpack::core {

Findings::Findings(std::set<FindingCode> allowed)
    : allowed_(std::move(allowed)) {}

void Findings::add(
    FindingCode code,
    std::string subject,
    std::string message,
    std::string hint,
    std::optional<std::size_t> line
) {
    const Severity severity = allowed_.contains(code) ? Severity::warning
                                                      : finding_info(code).severity;
    findings_.push_back(
        {code, severity, std::move(subject), line, std::move(message), std::move(hint)}
    );
}

void Findings::add_warning(
    FindingCode code,
    std::string subject,
    std::string message,
    std::string hint,
    std::optional<std::size_t> line
) {
    findings_.push_back(
        {code, Severity::warning, std::move(subject), line, std::move(message), std::move(hint)}
    );
}

bool Findings::has_errors() const noexcept {
    return count(Severity::error) > 0;
}

std::size_t Findings::count(Severity severity) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(findings_, severity, &Finding::severity));
}

std::vector<Finding> sorted(std::vector<Finding> findings) {
    const auto key = [](const Finding& finding) {
        return std::tuple(
            std::string_view{finding.subject},
            finding.line.value_or(0),
            finding_info(finding.code).name,
            std::string_view{finding.message}
        );
    };
    std::ranges::stable_sort(findings, [&](const Finding& left, const Finding& right) {
        return key(left) < key(right);
    });
    findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
    return findings;
}

}  // namespace rollpack::core

#include "render/lint.hpp"

#include "render/findings.hpp"
#include "render/json_parts.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rollpack::cli {

std::string render_lint(const core::LintResult& result) {
    std::vector<core::Finding> findings = errors_first(result.findings);
    std::set<std::string> told;
    for (core::Finding& finding : findings) {
        if (!told.insert(finding.hint).second) {
            finding.hint.clear();
        }
    }
    return render_findings(findings) + lint_summary(result);
}

std::string lint_summary(const core::LintResult& result) {
    return fmt::format(
        "{} of {} ({}): {}\n",
        counted(result.scripts.size(), "undo script", "undo scripts"),
        printable(result.release.ref),
        result.release.commit.hex().substr(0, 12),
        count_findings(result.findings)
    );
}

bool has_failed(const core::LintResult& result, core::Severity fail_on) {
    return std::ranges::any_of(result.findings, [&](const core::Finding& finding) {
        return finding.severity <= fail_on;
    });
}

std::string lint_to_json(const core::LintResult& result, core::Severity fail_on) {
    const auto count = [&](core::Severity severity) { return count_of(result.findings, severity); };
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.object("release", [&](json::ObjectWriter& item) {
            item.member("ref", as_utf8(result.release.ref));
            item.member("commit", result.release.commit.hex());
        });
        write_version(root, "target_version", result.target_version);
        root.array("scripts", [&](json::ArrayWriter& items) {
            for (const std::string& script : result.scripts) {
                items.item(as_utf8(script));
            }
        });
        root.member("errors", count(core::Severity::error));
        root.member("warnings", count(core::Severity::warning));
        root.member("notes", count(core::Severity::note));
        root.member("fail_on", to_string(fail_on));
        root.member("failed", has_failed(result, fail_on));
        write_findings(root, result.findings);
    });
}

}  // namespace rollpack::cli

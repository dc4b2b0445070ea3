#pragma once

#include "rollpack/core/lint.hpp"

#include <string>

namespace rollpack::cli {

/// Every finding, errors first, each hint where it is first needed, and a last line that counts.
std::string render_lint(const core::LintResult& result);

/// That last line: "6 undo scripts of HEAD (0123456789ab): 2 warnings, 1 note".
std::string lint_summary(const core::LintResult& result);

/// Whether a finding is as severe as `fail_on`.
bool has_failed(const core::LintResult& result, core::Severity fail_on);

/// The findings as a document of schemas/lint-v1.schema.json.
std::string lint_to_json(const core::LintResult& result, core::Severity fail_on);

}  // namespace rollpack::cli

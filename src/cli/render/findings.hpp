#pragma once

#include "rollpack/core/error.hpp"
#include "rollpack/core/finding.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Every finding with its code and hint, errors first; empty for none.
std::string render_findings(const std::vector<core::Finding>& findings);

/// A finding on one line, without its severity and hint: "sql/U7__x.sql:3: ... [undo-empty]".
std::string finding_line(const core::Finding& finding);

/// Errors before warnings, otherwise in the same order.
std::vector<core::Finding> errors_first(std::vector<core::Finding> findings);

std::size_t count_of(const std::vector<core::Finding>& findings, core::Severity severity);

/// "error", "warning" or "note"
std::string_view to_string(core::Severity severity) noexcept;

/// Whether the subject of a build's finding is a file of the repository; else it is a tag, branch or
/// commit.
bool is_about_a_file(const core::Finding& finding) noexcept;

/// "2 errors, 1 warning, 1 note"
std::string count_findings(const std::vector<core::Finding>& findings);

/// Exit status of a run that findings refused.
int refused_status() noexcept;

/// An error that ended the run: message, what was being done, hint, name and exit status.
std::string render_error(const core::Error& error);

}  // namespace rollpack::cli

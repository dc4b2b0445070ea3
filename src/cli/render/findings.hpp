#pragma once

#include "rollpack/core/error.hpp"
#include "rollpack/core/finding.hpp"

#include <string>
#include <vector>

namespace rollpack::cli {

/// Every finding with its code and hint, errors first; empty for none.
std::string render_findings(const std::vector<core::Finding>& findings);

/// "2 errors, 1 warning"
std::string count_findings(const std::vector<core::Finding>& findings);

/// Exit status of a run that findings refused.
int refused_status() noexcept;

/// An error that ended the run: message, what was being done, hint, name and exit status.
std::string render_error(const core::Error& error);

}  // namespace rollpack::cli

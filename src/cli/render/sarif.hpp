#pragma once

#include "rollpack/app/build.hpp"
#include "rollpack/core/lint.hpp"

#include <string>

namespace rollpack::cli {

/// A build's findings as a SARIF 2.1.0 log (OASIS): every row of core::finding_table() is a rule, every
/// finding a result with its file, relative to the repository's root, and line. Findings on a tag or
/// commit have a logical location instead.
std::string build_to_sarif(const app::BuildResult& result);

/// The same of what lint found; notes have the level "note".
std::string lint_to_sarif(const core::LintResult& result);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/build.hpp"
#include "rollpack/app/rehearse.hpp"
#include "rollpack/core/lint.hpp"

#include <string>

namespace rollpack::cli {

/// A build as a JUnit XML report, as GitLab and Jenkins read it: one test case for each script that
/// was checked and for each other thing that was found faulty. A case fails when it has an error;
/// warnings are its output. The class is the script's kind ("rollpack.undo"), the name its path in the
/// repository. Times are 0: nothing in the report depends on the run.
std::string build_to_junit(const app::BuildResult& result);

/// The same of what lint found, with a case for each undo script. A case fails when it has a finding
/// that is as severe as `fail_on`.
std::string lint_to_junit(const core::LintResult& result, core::Severity fail_on);

/// The same of a rehearsal, with a case for each undo script.
std::string rehearsal_to_junit(const app::RehearsalResult& result);

}  // namespace rollpack::cli

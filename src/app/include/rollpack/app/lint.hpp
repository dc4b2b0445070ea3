#pragma once

#include "rollpack/core/configuration.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/lint.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::app {

/// Whose undo scripts to look at.
struct LintRequest {
    /// The project, as BuildRequest::repository.
    std::filesystem::path repository = ".";
    std::string release = "HEAD";
    std::optional<std::string> target_version;  ///< only undo scripts of later versions
    std::vector<std::string> configs;  ///< paths at the release commit; none: Flyway's own names
    core::ProjectConfiguration overrides;  ///< options, merged over the files
    core::LintLevels levels;
};

/// The lint journey: the scripts of one release in, findings out. Reads git's objects only.
/// @throws core::Error for everything that is not a finding.
core::LintResult lint_project(const LintRequest& request, core::Observer& observer);

}  // namespace rollpack::app

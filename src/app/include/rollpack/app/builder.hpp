#pragma once

#include "rollpack/packager/provenance.hpp"

#include <map>
#include <optional>
#include <string>

namespace rollpack::app {

/// The builder that a pipeline's environment variables tell of: GitHub Actions (the workflow's file and
/// ref, the run's attempt), GitLab CI (the project's runner, the job) or Jenkins (the job, the build);
/// none outside of them.
std::optional<packager::Builder> find_builder(const std::map<std::string, std::string>& environment
);

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/build.hpp"

#include <string>

namespace rollpack::cli {

/// A build for the summary page of a GitHub job ($GITHUB_STEP_SUMMARY), also a refused one: releases and
/// digests, findings, what will be undone and restored, and how to verify and apply the package. All
/// that comes from the repository is escaped.
std::string build_to_github_summary(const app::BuildResult& result);

}  // namespace rollpack::cli

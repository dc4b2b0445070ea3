#pragma once

#include "rollpack/packager/package_reader.hpp"

#include <string>

namespace rollpack::cli {

/// A package for a person: releases, undo scripts, repeatables, placeholders, findings.
std::string render_package(const packager::VerifiedPackage& package);

/// RUNBOOK.md as it is in the package, safe for a terminal.
std::string render_runbook(const packager::VerifiedPackage& package);

}  // namespace rollpack::cli

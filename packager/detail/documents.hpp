#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_notes.hpp"

#include <string>

namespace rollpack::packager::detail {

/// RUNBOOK.md: what the package undoes and how it is applied, for the person at the keyboard.
std::string make_runbook(const core::Selection& selection, const PackageNotes& notes);

/// flyway.toml: the settings with which Flyway itself runs the unpacked folder. Settings that have
/// Flyway's default value are left out; a placeholder's value that the project takes from its
/// surroundings is left out too.
std::string make_flyway_toml(const core::Selection& selection);

}  // namespace rollpack::packager::detail

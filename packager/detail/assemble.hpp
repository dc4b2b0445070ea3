#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/packager/manifest.hpp"

#include <vector>

namespace rollpack::packager::detail {

/// The selection that a manifest and its files' texts (one for each of manifest.files, in that order)
/// were written from. @throws Error package_invalid for a text that is not UTF-8, a Flyway checksum
/// that is not the text's, or settings that the manifest contradicts.
core::Selection assemble(const Manifest& manifest, std::vector<core::ScriptText> texts);

}  // namespace rollpack::packager::detail

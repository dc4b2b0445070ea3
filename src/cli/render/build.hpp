#pragma once

#include "rollpack/app/build.hpp"

#include <string>

namespace rollpack::cli {

/// What was packed, for a person. The result must hold a package.
std::string render_build(const app::BuildResult& result);

/// The same as a document of schemas/build-v1.schema.json, also for a refused build.
std::string build_to_json(const app::BuildResult& result);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/rehearse.hpp"

#include <string>

namespace rollpack::cli {

/// The ladder of versions with what came of each, and the verdict last.
std::string render_rehearsal(const app::RehearsalResult& result);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/fingerprint.hpp"

#include <string>

namespace rollpack::cli {

/// What is missing, left over and different, with definitions, for a person.
std::string render_comparison(const app::ComparedSchemas& compared);

}  // namespace rollpack::cli

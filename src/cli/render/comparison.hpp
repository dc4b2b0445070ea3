#pragma once

#include "rollpack/app/fingerprint.hpp"

#include <string>

namespace rollpack::cli {

/// What is missing, left over and different, with definitions, for a person.
std::string render_comparison(const app::ComparedSchemas& compared);

/// What is missing, left over and different only; empty where nothing is.
std::string render_differences(const core::SchemaComparison& comparison);

}  // namespace rollpack::cli

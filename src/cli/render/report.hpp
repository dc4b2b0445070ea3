#pragma once

#include "rollpack/app/apply.hpp"

#include <string>

namespace rollpack::cli {

/// How a run ended, for a person: the failing statement with its place first, if there is one, then one
/// sentence that says what is true now and what to do.
std::string render_report(const core::Report& report);

/// The same as a document of schemas/report-v1.schema.json.
std::string report_to_json(const app::ApplyResult& result);

}  // namespace rollpack::cli

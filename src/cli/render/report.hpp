#pragma once

#include "rollpack/app/apply.hpp"

#include <string>

namespace rollpack::cli {

/// How a run ended, for a person: the failing statement with its place first, if there is one, then each
/// step with its state, time, rows and notices, then one sentence that says what is true now and what to
/// do.
std::string render_report(const core::Report& report);

/// app::report_document() without what only the command knows.
std::string report_to_json(const app::ApplyResult& result);

}  // namespace rollpack::cli

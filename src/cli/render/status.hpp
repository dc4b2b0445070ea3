#pragma once

#include "rollpack/app/apply.hpp"

#include <string>

namespace rollpack::cli {

/// Version, scripts in force, lock holders and what the package would do, for a person.
std::string render_status(const app::StatusResult& status, const std::string& database);

/// The same as a document of schemas/status-v1.schema.json.
std::string status_to_json(const app::StatusResult& status);

}  // namespace rollpack::cli

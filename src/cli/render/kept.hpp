#pragma once

#include "rollpack/core/kept_data.hpp"

#include <string>
#include <vector>

namespace rollpack::cli {

/// All that was kept in a database, for a person.
std::string render_kept(const std::vector<core::KeptData>& kept, const std::string& database);

/// What one run kept: its line, and a table of the tables.
std::string render_kept_run(const core::KeptData& data);

/// A document of schemas/kept-v1.schema.json.
std::string kept_to_json(const std::vector<core::KeptData>& kept);

}  // namespace rollpack::cli

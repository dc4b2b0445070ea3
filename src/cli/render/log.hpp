#pragma once

#include "rollpack/app/log.hpp"
#include "rollpack/core/journal_entry.hpp"

#include <string>
#include <vector>

namespace rollpack::cli {

/// One line a run, within 100 columns.
std::string render_log(const app::LogResult& log, const std::string& database);

/// All that is known of each run, a fact a line.
std::string render_runs(const std::vector<core::JournalEntry>& runs);

/// A document of schemas/log-v1.schema.json.
std::string log_to_json(const app::LogResult& log);

}  // namespace rollpack::cli

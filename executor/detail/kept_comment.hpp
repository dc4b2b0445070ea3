#pragma once

#include "rollpack/core/assessment.hpp"
#include "rollpack/core/kept_data.hpp"
#include "rollpack/executor/keeping.hpp"

#include <optional>
#include <string>

namespace rollpack::executor::detail {

// The comments by which rollpack knows again what it kept, format 1. Each is a word for people and one
// JSON record:
//
//   schema  = "Kept by rollpack: " {"format", "run_id", "package", "from_version", "target_version",
//             "kept_at", "kept_by"}
//   table   = "Kept by rollpack: " {"schema", "name", "key": [...], "lost_columns": [...]}
//   column  = "Was of type TYPE."     (only where it is kept as text)

/// Begins the comments of schemas and tables.
inline constexpr std::string_view kept_comment_prefix = "Kept by rollpack: ";

std::string schema_comment(const KeptRun& run);
std::string table_comment(const core::KeptTable& table);
std::string column_comment(const core::LiveColumn& column);

/// None for a comment that is not rollpack's.
std::optional<core::KeptData> parse_schema_comment(const std::string& comment);
std::optional<core::KeptDataTable> parse_table_comment(const std::string& comment);

}  // namespace rollpack::executor::detail

#pragma once

#include "rollpack/core/plan.hpp"

#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// A description as the history column holds it: at most 200 characters, longer ones end in "...".
/// Source: CORE/internal/util/AbbreviationUtils.java of Flyway 13.0.0, like stored_script().
std::string stored_description(std::string_view description);

/// A script's path as the history column holds it: at most 1000 characters; a longer one begins with
/// "..." in place of its first three and is cut behind.
std::string stored_script(std::string_view path);

/// What marks `applied` as gone once `undo` ran.
HistoryRow undo_row(HistoryDialect dialect, const AppliedVersion& applied, const Script& undo);

/// `checksum` is of the raw text.
HistoryRow versioned_row(const Script& script);

/// `checksum` is of the text after placeholder replacement.
HistoryRow repeatable_row(const Script& script, FlywayChecksum checksum);

/// Marks a repeatable as deleted; `latest` is its row in force.
HistoryRow retire_row(const HistoryEntry& latest);

}  // namespace rollpack::core::detail

#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/history.hpp"

#include <vector>

namespace rollpack::core {

/// Digest over what the rows of a history say, in a form that a server can compute in SQL. For each row
/// the columns installed_rank, version, description, type, script, checksum, installed_by,
/// execution_time and success (t or f), each as its length in bytes of UTF-8, ":", its text, ";", or as
/// "-;" for NULL, and a line feed behind the last. installed_on is left out: how a server prints it
/// depends on its settings. `entries` are in the order of their ranks.
Sha256 history_digest(const std::vector<HistoryEntry>& entries);

}  // namespace rollpack::core

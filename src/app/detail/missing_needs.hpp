#pragma once

#include "rollpack/core/report.hpp"

#include <optional>
#include <set>
#include <string>

/// What a server lacks that scripts expect, as its errors in English tell.
namespace rollpack::app::detail {

/// The role that is not there.
std::optional<std::string> missing_role(const core::SqlFailure& failure);

/// All of which messages of psql or pg_restore tell.
std::set<std::string> roles_missing_in(const std::string& messages);

/// As below, from such messages.
std::optional<std::string> extension_hint(const std::string& messages, int server_version);

/// What to install for an extension or language that the server does not have, a full sentence; none for
/// another failure. `server_version` as server_version_num.
std::optional<std::string> extension_hint(const core::SqlFailure& failure, int server_version);

}  // namespace rollpack::app::detail

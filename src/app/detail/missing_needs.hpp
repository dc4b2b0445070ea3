#pragma once

#include "rollpack/core/report.hpp"

#include <optional>
#include <string>

/// What a server lacks that scripts expect, as its errors in English tell.
namespace rollpack::app::detail {

/// The role that is not there.
std::optional<std::string> missing_role(const core::SqlFailure& failure);

/// What to install for an extension or language that the server does not have, a full sentence; none for
/// another failure. `server_version` as server_version_num.
std::optional<std::string> extension_hint(const core::SqlFailure& failure, int server_version);

}  // namespace rollpack::app::detail

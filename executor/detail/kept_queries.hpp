#pragma once

#include "detail/session.hpp"
#include "rollpack/core/kept_data.hpp"

#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// See Database::list_kept().
std::vector<core::KeptData> list_kept(Session& session);

/// See Database::drop_kept().
void drop_kept(Session& session, const std::string& schema);

}  // namespace rollpack::executor::detail

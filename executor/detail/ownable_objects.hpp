#pragma once

#include "detail/session.hpp"
#include "rollpack/core/database_object.hpp"

#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// See Database::ownable_objects(). `schema` is the history's.
std::vector<core::DatabaseObject> read_ownable_objects(Session& session, const std::string& schema);

}  // namespace rollpack::executor::detail

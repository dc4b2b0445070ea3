#pragma once

#include "detail/command.hpp"
#include "rollpack/core/database_object.hpp"
#include "rollpack/core/plan.hpp"

#include <string>

namespace rollpack::executor::detail {

/// Remembers on the server what else than its definition the object has: owner, privileges, comments,
/// options; of a trigger whether it fires. To be sent directly before the object is dropped, with
/// pg_catalog as search_path. It waits for put_back().
Command remember(const core::DatabaseObject& object, const Tag& tag);

/// Gives what was remembered and exists again all that back, but for what it has otherwise by now: nothing
/// is taken away but what PUBLIC may do by default, and that not where a repeatable of the plan grants
/// something to PUBLIC.
Command put_back(const core::Plan& plan, const Tag& tag);

}  // namespace rollpack::executor::detail

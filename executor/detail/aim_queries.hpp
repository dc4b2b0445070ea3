#pragma once

#include "detail/connection.hpp"
#include "detail/statement_aims.hpp"

namespace rollpack::executor::detail {

/// Whether the catalog says that `aim` is so, for the session's search_path: a name without a schema
/// is looked for where a statement would find it, or would create it. @throws SqlError.
bool holds(Connection& connection, const Aim& aim);

}  // namespace rollpack::executor::detail

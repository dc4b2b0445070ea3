#pragma once

#include "detail/session.hpp"

#include <memory>

namespace rollpack::executor::detail {

/// Whether a pooler stands between that may give each transaction of this session another server
/// connection (PgBouncer's pool_mode transaction or statement, and its like); also where that cannot be
/// found out. Costs nothing where the server itself answers; else a second connection for a moment.
/// Call it outside of a transaction.
bool is_pooled_by_transaction(Session& session);

/// A second connection to the same place, which answers: Session::kept_side, or a new one. Behind a pooler that has none to give it waits
/// for 2 s, not for as long as the pooler would. @throws Error connection_failed.
std::unique_ptr<Connection> another_connection(Session& session);

}  // namespace rollpack::executor::detail

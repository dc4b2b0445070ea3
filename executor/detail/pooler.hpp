#pragma once

#include "detail/session.hpp"

namespace rollpack::executor::detail {

/// Whether a pooler stands between that may give each transaction of this session another server
/// connection (PgBouncer's pool_mode transaction or statement, and its like). Costs nothing where the
/// server itself answers; else a second connection for a moment. Call it outside of a transaction.
bool is_pooled_by_transaction(Session& session);

}  // namespace rollpack::executor::detail

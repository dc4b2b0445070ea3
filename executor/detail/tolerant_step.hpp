#pragma once

#include "detail/command.hpp"
#include "detail/connection.hpp"

#include <variant>

namespace rollpack::executor::detail {

/// A command and its answer, outside of a stream. @throws SqlError.
Result run_alone(Connection& connection, const Command& command);

/// Runs a statement of a version that stopped half-way. When it fails because what it is for is so
/// already, by the error's SQLSTATE and by the catalog, it is undone, in a savepoint where a transaction
/// is open, and its error is given; so it is when a DROP of several objects found only some of them, and
/// they are dropped. @throws SqlError for every other failure; an open transaction is aborted then.
std::variant<Result, ServerError> run_tolerantly(Connection& connection, const Command& command);

}  // namespace rollpack::executor::detail

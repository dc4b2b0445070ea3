#pragma once

#include "rollpack/core/error.hpp"
#include "rollpack/core/report.hpp"

#include <cstddef>

struct pg_result;

namespace rollpack::executor::detail {

/// What the server says of a statement that failed. Script, line, column and source line of `failure`
/// are empty: only the sender knows what the statement was cut from.
struct ServerError {
    core::SqlFailure failure;
    std::size_t position = 0;  ///< 1-based character of the statement; 0 where it is not known
    bool fatal = false;  ///< the server ended the session
};

/// Reads an error result. libpq's own errors have no SQLSTATE.
ServerError read_server_error(const pg_result* result);

/// The server refused one statement; the session goes on (a transaction is aborted).
class SqlError final : public core::Error {
public:
    explicit SqlError(ServerError error);

    const ServerError& server() const noexcept { return server_; }

private:
    ServerError server_;
};

}  // namespace rollpack::executor::detail

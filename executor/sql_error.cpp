#include "detail/sql_error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

std::string field(const PGresult* result, int code) {
    const char* const value = PQresultErrorField(result, code);
    return value == nullptr ? std::string{} : std::string{value};
}

std::size_t number(const std::string& text) {
    std::size_t value = 0;
    const auto [rest, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc{} && rest == text.data() + text.size() ? value : 0;
}

// A statement inside a function failed: what it was is half of the answer.
std::string where(const PGresult* result) {
    std::string context = field(result, PG_DIAG_CONTEXT);
    const std::string query = field(result, PG_DIAG_INTERNAL_QUERY);
    if (query.empty()) {
        return context;
    }
    return context.empty() ? fmt::format("query: {}", query)
                           : fmt::format("query: {}\n{}", query, context);
}

std::string own_words(const PGresult* result) {
    std::string message = PQresultErrorMessage(result);
    while (message.ends_with('\n')) {
        message.pop_back();
    }
    return message;
}

}  // namespace

ServerError read_server_error(const PGresult* result) {
    ServerError error;
    core::SqlFailure& failure = error.failure;
    failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
    failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (failure.message.empty()) {
        failure.message = own_words(result);
    }
    failure.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    failure.hint = field(result, PG_DIAG_MESSAGE_HINT);
    failure.where = where(result);
    error.position = number(field(result, PG_DIAG_STATEMENT_POSITION));
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    error.fatal = severity == "FATAL" || severity == "PANIC";
    return error;
}

SqlError::SqlError(ServerError error)
    : Error(
        core::ErrorCode::sql_failed,
        fmt::format("{} (SQLSTATE {})", error.failure.message, error.failure.sqlstate),
        error.failure.hint
    )
    , server_(std::move(error)) {}

}  // namespace rollpack::executor::detail

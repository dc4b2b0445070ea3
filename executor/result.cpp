#include "detail/connection.hpp"

#include <libpq-fe.h>

#include <charconv>

namespace rollpack::executor::detail {

Result::Result(pg_result* raw) noexcept
    : raw_(raw) {}

void Result::Free::operator()(pg_result* result) const noexcept {
    PQclear(result);
}

std::size_t Result::rows() const noexcept {
    return static_cast<std::size_t>(PQntuples(raw_.get()));
}

std::vector<std::string> Result::column_names() const {
    const int count = PQnfields(raw_.get());
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(count));
    for (int column = 0; column < count; ++column) {
        names.emplace_back(PQfname(raw_.get(), column));
    }
    return names;
}

bool Result::is_null(std::size_t row, std::size_t column) const noexcept {
    return PQgetisnull(raw_.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
}

std::string Result::text(std::size_t row, std::size_t column) const {
    const auto r = static_cast<int>(row);
    const auto c = static_cast<int>(column);
    return {PQgetvalue(raw_.get(), r, c), static_cast<std::size_t>(PQgetlength(raw_.get(), r, c))};
}

std::int64_t Result::number(std::size_t row, std::size_t column) const {
    const std::string value = text(row, column);
    std::int64_t result = 0;
    const auto [rest, status] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (status != std::errc{} || rest != value.data() + value.size()) {
        throw core::Error{
            core::ErrorCode::internal,
            "the server sent \"" + value + "\" for a whole number"};
    }
    return result;
}

bool Result::truth(std::size_t row, std::size_t column) const {
    return text(row, column) == "t";
}

std::string_view Result::command_tag() const noexcept {
    return PQcmdStatus(raw_.get());
}

}  // namespace rollpack::executor::detail

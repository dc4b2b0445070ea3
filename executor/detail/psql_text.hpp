#pragma once

#include "detail/command.hpp"

#include <string>
#include <string_view>

namespace rollpack::executor::detail {

/// `text` as a SQL string, which means the same whatever standard_conforming_strings is.
std::string sql_literal(std::string_view text);

/// `$tag$text$tag$` with a tag that `text` does not hold.
std::string dollar_quoted(std::string_view text);

/// `text` on one line that cannot end a comment: what steers is a question mark.
std::string comment_text(std::string_view text);

/// A statement as psql sends it without a change: a colon that psql could take for the beginning of a
/// variable has a space behind it, which is nothing to the server (the bounds of an array slice).
/// Source: PostgreSQL 15 manual, psql, "SQL Interpolation".
std::string without_psql_variables(std::string_view sql);

/// A command as text for psql, with its end and inline data: parameters are literals, and what a query of
/// rollpack's own returns is not printed.
std::string psql_text(const Command& command);

}  // namespace rollpack::executor::detail

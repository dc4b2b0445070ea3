#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollpack::executor::detail {

/// `name` in double quotes, such that PostgreSQL reads exactly that name.
std::string quote_identifier(std::string_view name);

/// Schema, where there is one, and name, both quoted.
std::string quote_qualified(const std::optional<std::string>& schema, std::string_view name);

/// `text` as a string literal, whatever standard_conforming_strings says.
std::string quote_literal(std::string_view text);

}  // namespace rollpack::executor::detail

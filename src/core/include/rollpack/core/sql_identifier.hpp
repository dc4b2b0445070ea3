#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core {

/// `name` in double quotes, such that PostgreSQL reads exactly that name.
std::string quote_identifier(std::string_view name);

/// Schema, where there is one, and name, both quoted.
std::string quote_qualified(const std::optional<std::string>& schema, std::string_view name);

}  // namespace rollpack::core

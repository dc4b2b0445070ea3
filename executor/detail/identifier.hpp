#pragma once

#include "rollpack/core/sql_identifier.hpp"

#include <string>
#include <string_view>

namespace rollpack::executor::detail {

using core::quote_identifier;
using core::quote_qualified;

/// `text` as a string literal, whatever standard_conforming_strings says.
std::string quote_literal(std::string_view text);

}  // namespace rollpack::executor::detail

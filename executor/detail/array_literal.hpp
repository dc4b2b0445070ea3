#pragma once

#include "detail/connection.hpp"

#include <string>

namespace rollpack::executor::detail {

/// `{"a",NULL}`: the values as the text form of an array, for one parameter.
std::string array_literal(const Parameters& values);

}  // namespace rollpack::executor::detail

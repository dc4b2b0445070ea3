#pragma once

#include "detail/parse_tree.hpp"

#include <cstddef>

namespace rollpack::executor::detail {

/// How many entries of the server's lock table a statement fills until the transaction ends, guessed
/// from its form: rather too many than too few for what is common. What was locked before by the same
/// transaction counts again. Row locks take none.
std::size_t estimate_locks(const Node& statement);

/// For a statement of which nothing is known.
inline constexpr std::size_t locks_of_the_unknown = 8;

}  // namespace rollpack::executor::detail

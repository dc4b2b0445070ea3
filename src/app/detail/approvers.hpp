#pragma once

#include "rollpack/app/signature.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::app::detail {

/// The armored SSH signatures in a text, whole, in their order. What stands between them is left out.
std::vector<std::string> armored_blocks(std::string_view text);

/// Each person once, as the first of their signatures names them. `signatures` has for each signature
/// the identities that its key stands for; two that share a key or an identity are one person's.
std::vector<SignedBy> distinct_people(const std::vector<std::vector<SignedBy>>& signatures);

}  // namespace rollpack::app::detail

#pragma once

#include <cstdint>
#include <string_view>

namespace rollpack::packager::detail {

/// The only result that a package carries.
constexpr std::string_view proven = "proven";

constexpr std::int64_t highest_server_version = 9'999'999;

}  // namespace rollpack::packager::detail

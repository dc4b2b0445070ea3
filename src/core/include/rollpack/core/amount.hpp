#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollpack::core {

/// "1,234,567"
std::string grouped(std::int64_t number);

/// "0 bytes", "812 bytes", "160 kB", "12 MB", "3.4 GB": as pg_size_pretty() of the server, in powers of
/// 1,024, with one decimal below 10 of a unit.
std::string size_text(std::int64_t bytes);

/// "1 row", "1,234 rows"; `thing` is the singular.
std::string counted(std::int64_t number, std::string_view thing);

}  // namespace rollpack::core

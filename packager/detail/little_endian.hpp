#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollpack::packager::detail {

/// A number of `size` bytes (up to 8) at `offset`, which must be there.
inline std::uint64_t little_endian_at(
    std::string_view bytes,
    std::size_t offset,
    std::size_t size
) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number |= std::uint64_t{static_cast<unsigned char>(bytes[offset + i])} << (8U * i);
    }
    return number;
}

/// The inverse of little_endian_at.
inline std::string little_endian(std::uint64_t number, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
        bytes += static_cast<char>((number >> (8U * i)) & 0xFFU);
    }
    return bytes;
}

}  // namespace rollpack::packager::detail

#include "detail/files.hpp"

#include "detail/entry_name.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

void refuse_size(const std::filesystem::path& path, std::uint64_t limit) {
    throw core::Error(
        core::ErrorCode::package_invalid,
        fmt::format("{} is larger than {} bytes", printable(path.string()), limit)
    );
}

std::string read_all(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path
) {
    os::LimitedRead read = os::read_limited(file, limit, path);
    if (read.over_limit) {
        refuse_size(path, limit);
    }
    return std::move(read.bytes);
}

}  // namespace rollpack::packager::detail

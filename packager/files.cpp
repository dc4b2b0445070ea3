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

void read_checked(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path,
    const std::function<void(std::string_view)>& take
) {
    if (!os::read_pieces(file, limit, path, take)) {
        refuse_size(path, limit);
    }
}

std::string read_all(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path
) {
    std::string bytes;
    read_checked(file, limit, path, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

}  // namespace rollpack::packager::detail

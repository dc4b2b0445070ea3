#pragma once

#include "rollpack/os/files.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace rollpack::packager::detail {

using os::AtomicFile;
using os::beside;
using os::cannot_read;
using os::cannot_write;
using os::close_written;
using os::Descriptor;
using os::hidden_sibling;
using os::open_below;
using os::open_file;
using os::sync_folder;
using os::write_all;

/// Refuses a file of a package that is longer than `limit`, with Error package_invalid.
[[noreturn]] void refuse_size(const std::filesystem::path& path, std::uint64_t limit);

/// Gives a plain file of a package piece by piece, never more than `limit`: refuse_size().
void read_checked(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path,
    const std::function<void(std::string_view)>& take
);

/// Bytes of a plain file of a package, never more than `limit`: refuse_size().
std::string read_all(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path
);

}  // namespace rollpack::packager::detail

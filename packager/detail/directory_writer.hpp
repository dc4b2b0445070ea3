#pragma once

#include "detail/contents.hpp"
#include "rollpack/core/event.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>

namespace rollpack::packager::detail {

/// Writes the package's folder at `destination`: all files into a hidden folder beside it, synced and
/// then renamed. `progress` is called after each file with their number so far. A folder that is there
/// already is left alone if it holds exactly these files. @throws Error file_unwritable.
void write_directory(
    const Contents& contents,
    const std::filesystem::path& destination,
    const std::function<void(std::size_t)>& progress
);

}  // namespace rollpack::packager::detail

#pragma once

#include <filesystem>
#include <string_view>

namespace rollpack::cli {

/// Writes a file beside its destination and renames it, so that a reader never finds half of it. What
/// is there and no plain file (a pipe, /dev/stdout) is written to as it is.
/// @throws core::Error file_unwritable.
void write_output_file(const std::filesystem::path& path, std::string_view text);

/// Appends to a file that other programs append to as well. @throws core::Error file_unwritable.
void append_to_file(const std::filesystem::path& path, std::string_view text);

}  // namespace rollpack::cli

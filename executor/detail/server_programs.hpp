#pragma once

#include <filesystem>

namespace rollpack::executor::detail {

/// The folder of PostgreSQL's server programs, searched as ScratchOptions::bin_dir says; `wanted` is
/// that option.
/// @throws core::Error programs_missing
std::filesystem::path find_server_programs(const std::filesystem::path& wanted);

}  // namespace rollpack::executor::detail

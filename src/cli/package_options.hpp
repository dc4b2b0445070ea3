#pragma once

#include "rollpack/packager/package_reader.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::cli {

/// Which package, and what it may ask of the machine; shared by every command that opens one.
struct PackageOptions {
    std::string path;  ///< empty: none was given
    packager::ReadLimits limits;
};

enum class Presence {
    required,
    optional
};

/// The package itself, and --max-entries, --max-size, --max-file-size, --max-total-size,
/// --max-manifest-size, --max-ratio.
void add_package_options(
    CLI::App& command,
    PackageOptions& options,
    Presence presence = Presence::required
);

/// "65536", "64KiB", "16MiB", "2GiB" in bytes; none for what is no size, or none above 0.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

}  // namespace rollpack::cli

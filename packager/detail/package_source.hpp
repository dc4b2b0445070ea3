#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::packager::detail {

/// The files of a package one after another, in the order in which they are stored. Every name was
/// checked with path_fault(), and every file is a plain one. All functions throw Error
/// package_invalid, or file_unreadable.
class PackageSource {
public:
    virtual ~PackageSource() = default;

    /// Path of the next file inside the package's folder; none after the last one.
    virtual std::optional<std::string> next() = 0;

    using TakePiece = std::function<void(std::string_view)>;

    /// Gives the bytes of the file that next() told of. One that is longer than `limit` is refused.
    virtual void read(std::uint64_t limit, const TakePiece& take) = 0;

    /// The same in one piece.
    std::string read_whole(std::uint64_t limit);

    /// The folder that everything is in, where the form of the package stores its name. Known after
    /// the first next().
    virtual std::optional<std::string> folder() const = 0;

    /// The time that all files so far are dated, where the form of the package stores it.
    virtual std::optional<std::int64_t> time_unix() const { return std::nullopt; }

    /// Checks, after the last file, that nothing follows.
    virtual void finish() = 0;

    /// Of an archive's bytes; none for a folder.
    virtual std::optional<core::Sha256> artifact_sha256() const = 0;
};

/// Opens a package in the form that its first bytes tell. `check_bytes` may be empty.
std::unique_ptr<PackageSource> open_source(
    const std::filesystem::path& artifact,
    const ReadLimits& limits,
    const BytesCheck& check_bytes
);

/// Refuses with "entry 'name' <fault>".
[[noreturn]] void refuse_entry(std::string_view name, std::string_view fault);

}  // namespace rollpack::packager::detail

#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// The end of an archive holds the SHA-256 of everything before it, at a place that other programs
/// skip: an empty gzip member's comment, a skippable zstd frame, a zip's comment. A compressor's stream
/// has bits that can change without a change of what comes out of it, and zstd's has no checksum as
/// libarchive writes it; the seal is what lets no byte change unseen. It is no signature: who makes
/// an archive can make its seal.
namespace rollpack::packager::detail {

/// What closes an archive of this form (not directory) whose other bytes have this digest.
std::string make_seal(PackageFormat format, const core::Sha256& digest);

/// Bytes that libarchive writes last and that the seal replaces: a zip's length of its comment.
std::size_t bytes_replaced_by_seal(PackageFormat format) noexcept;

/// The archive without its seal. @throws Error package_invalid without a seal that fits.
std::string_view unsealed(PackageFormat format, std::string_view bytes);

}  // namespace rollpack::packager::detail

#pragma once

#include <memory>
#include <string_view>

namespace rollpack::packager::detail {

/// The bytes of a tar, block after block, as they come out of what compressed it. They are apart from
/// the tar reader because libarchive, reading both at once, stops at the end of the tar and never looks
/// at what the compressor holds behind it.
class BlockStream {
public:
    BlockStream() = default;
    BlockStream(const BlockStream&) = delete;
    BlockStream& operator=(const BlockStream&) = delete;
    BlockStream(BlockStream&&) = delete;
    BlockStream& operator=(BlockStream&&) = delete;
    virtual ~BlockStream() = default;

    /// Good until the next call; empty at the end, where the compressor's own sums have been checked
    /// and nothing is left over. @throws Error package_invalid.
    virtual std::string_view next_block() = 0;
};

/// One gzip member with the header that rollpack writes. `compressed` must outlive the stream.
std::unique_ptr<BlockStream> open_gzip(std::string_view compressed);

/// One zstd frame with a header as rollpack writes it. `compressed` must outlive the stream.
std::unique_ptr<BlockStream> open_zstd(std::string_view compressed);

}  // namespace rollpack::packager::detail

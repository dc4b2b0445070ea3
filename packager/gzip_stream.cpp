#include "detail/block_stream.hpp"
#include "rollpack/core/error.hpp"

#include <zlib.h>

#include <limits>
#include <string>

namespace rollpack::packager::detail {

namespace {

using namespace std::string_view_literals;

[[noreturn]] void refuse(std::string_view fault) {
    throw core::Error(core::ErrorCode::package_invalid, std::string{fault});
}

/// RFC 1952: deflate, no name, no time, made on Unix. zlib notes the fastest and the best level only.
constexpr std::string_view header = "\x1F\x8B\x08\0\0\0\0\0\0\x03"sv;

/// zlib and not libarchive, which neither checks a member's CRC-32 and length nor tells where it ends.
class GzipStream final : public BlockStream {
public:
    explicit GzipStream(std::string_view compressed)
        : rest_(compressed)
        , block_(std::size_t{64} << 10U, '\0') {
        if (!compressed.starts_with(header)) {
            refuse("the archive's gzip header is not one that rollpack writes");
        }
        constexpr int gzip_only = 16;
        if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) {
            throw core::Error(core::ErrorCode::internal, "out of memory for zlib");
        }
    }

    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;
    GzipStream(GzipStream&&) = delete;
    GzipStream& operator=(GzipStream&&) = delete;

    ~GzipStream() override { static_cast<void>(inflateEnd(&stream_)); }

    std::string_view next_block() override;

private:
    void feed();

    std::string_view rest_;  ///< what zlib was not given yet
    std::string block_;
    z_stream stream_{};
    bool ended_ = false;
};

void GzipStream::feed() {
    const std::size_t most = std::numeric_limits<uInt>::max();
    const std::string_view piece = rest_.substr(0, most);
    // NOLINTNEXTLINE(*-const-cast,*-reinterpret-cast): zlib reads it only
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    rest_.remove_prefix(piece.size());
}

std::string_view GzipStream::next_block() {
    // NOLINTNEXTLINE(*-reinterpret-cast): zlib's type of a byte
    stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_out = static_cast<uInt>(block_.size());
    while (!ended_ && stream_.avail_out == block_.size()) {
        if (stream_.avail_in == 0 && !rest_.empty()) {
            feed();
        }
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status == Z_BUF_ERROR) {
            refuse("the archive's compression is damaged: it is cut short");
        }
        if (status != Z_OK && status != Z_STREAM_END) {
            refuse("the archive's compression is damaged");
        }
        ended_ = status == Z_STREAM_END;
    }
    if (ended_ && stream_.avail_in + rest_.size() != 0) {
        refuse("the file goes on behind the archive's end");
    }
    return std::string_view{block_}.substr(0, block_.size() - stream_.avail_out);
}

}  // namespace

std::unique_ptr<BlockStream> open_gzip(std::string_view compressed) {
    return std::make_unique<GzipStream>(compressed);
}

}  // namespace rollpack::packager::detail

#include "rollpack/os/gzip_file.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <string>
#include <utility>

namespace rollpack::os {

namespace {

// zlib manual, deflateInit2: the largest window, and 16 more for gzip's header and trailer.
constexpr int gzip_window = 15 + 16;
constexpr int usual_memory = 8;

[[noreturn]] void broken(int status) {
    throw core::Error(
        core::ErrorCode::internal,
        fmt::format("zlib refused to compress, status {}", status)
    );
}

}  // namespace

struct GzipFile::Stream {
    Stream() {
        const int status = deflateInit2(
            &zlib,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            gzip_window,
            usual_memory,
            Z_DEFAULT_STRATEGY
        );
        if (status != Z_OK) {
            broken(status);
        }
    }

    // The status only says whether there was data left, which is so for a file that is given up.
    ~Stream() { static_cast<void>(deflateEnd(&zlib)); }

    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    Stream(Stream&&) = delete;
    Stream& operator=(Stream&&) = delete;

    z_stream zlib{};
    std::string input;  // zlib's pointer to its input is not const
    std::array<Bytef, std::size_t{64} << 10U> output{};
};

GzipFile::GzipFile(std::filesystem::path path)
    : path_(std::move(path))
    , file_(open_file(path_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW))
    , stream_(std::make_unique<Stream>()) {
    if (!file_) {
        cannot_write(path_, errno);
    }
}

GzipFile::~GzipFile() = default;

void GzipFile::append(std::string_view bytes) {
    constexpr std::size_t piece = std::size_t{1} << 20U;
    static_assert(piece < std::numeric_limits<uInt>::max());
    while (!bytes.empty()) {
        const std::size_t length = std::min(piece, bytes.size());
        deflate_all(bytes.substr(0, length), Z_NO_FLUSH);
        bytes.remove_prefix(length);
    }
}

void GzipFile::deflate_all(std::string_view bytes, int flush) {
    Stream& stream = *stream_;
    stream.input.assign(bytes);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes to zlib
    stream.zlib.next_in = reinterpret_cast<Bytef*>(stream.input.data());
    stream.zlib.avail_in = static_cast<uInt>(stream.input.size());
    do {
        stream.zlib.next_out = stream.output.data();
        stream.zlib.avail_out = static_cast<uInt>(stream.output.size());
        const int status = deflate(&stream.zlib, flush);
        // Z_BUF_ERROR: there was nothing to do, which is no fault.
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
            broken(status);
        }
        const std::size_t length = stream.output.size() - stream.zlib.avail_out;
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as above
        write_all(file_, {reinterpret_cast<const char*>(stream.output.data()), length}, path_);
        size_bytes_ += length;
    } while (stream.zlib.avail_out == 0);
}

void GzipFile::finish() {
    deflate_all({}, Z_FINISH);
    if (fsync(file_.number()) != 0) {
        cannot_write(path_, errno);
    }
    close_written(std::move(file_), path_);
}

}  // namespace rollpack::os

#pragma once

#include "rollpack/os/files.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace rollpack::os {

/// A new file of one gzip member, without a name or a time in it: equal bytes give an equal file.
/// What is appended is durable after finish(). Without finish() the file that stays behind is cut off.
class GzipFile {
public:
    /// @throws Error file_unwritable, also where there is a file already.
    explicit GzipFile(std::filesystem::path path);
    ~GzipFile();
    GzipFile(const GzipFile&) = delete;
    GzipFile& operator=(const GzipFile&) = delete;
    GzipFile(GzipFile&&) = delete;
    GzipFile& operator=(GzipFile&&) = delete;

    void append(std::string_view bytes);

    /// Ends the member, syncs and closes the file. To be called once, as the last.
    void finish();

    /// Of the compressed file, so far.
    std::uint64_t size_bytes() const noexcept { return size_bytes_; }

private:
    struct Stream;

    void deflate_all(std::string_view bytes, int flush);

    std::filesystem::path path_;
    Descriptor file_;
    std::unique_ptr<Stream> stream_;
    std::uint64_t size_bytes_ = 0;
};

}  // namespace rollpack::os

#include "detail/archive_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace rollpack::packager::detail {

namespace {

using core::ErrorCode;

[[noreturn]] void refuse(std::string_view fault) {
    throw core::Error(ErrorCode::package_invalid, std::string{fault});
}

/// Undoes gzip or zstd, block by block. It is apart from the tar reader because libarchive, reading
/// both at once, stops at the end of the tar and never looks at what the compressor holds behind it.
class Decompressor {
public:
    explicit Decompressor(std::string_view compressed)
        : compressed_(compressed)
        , archive_(archive_read_new()) {
        if (!archive_) {
            throw core::Error(ErrorCode::internal, "out of memory for an archive");
        }
        check(archive_read_support_format_raw(archive_.get()));
        check(archive_read_support_filter_gzip(archive_.get()));
        check(archive_read_support_filter_zstd(archive_.get()));
        check(archive_read_open_memory(archive_.get(), compressed.data(), compressed.size()));
        archive_entry* entry = nullptr;
        check(archive_read_next_header(archive_.get(), &entry));
        // One filter of ours over the memory: no archive in an archive.
        if (archive_filter_count(archive_.get()) != 2) {
            refuse("the archive is compressed more than once");
        }
    }

    /// Good until the next call; empty at the end.
    std::string_view next_block() {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        int status = ARCHIVE_OK;
        do {
            status = archive_read_data_block(archive_.get(), &block, &size, &offset);
        } while (status == ARCHIVE_OK && size == 0);
        if (status == ARCHIVE_EOF) {
            return {};
        }
        check(status);
        return {static_cast<const char*>(block), size};
    }

    /// Whether every byte of the file was part of the compressed stream.
    bool used_all() const {
        return std::cmp_equal(archive_filter_bytes(archive_.get(), -1), compressed_.size());
    }

private:
    void check(int status) {
        detail::check(
            status,
            archive_.get(),
            ErrorCode::package_invalid,
            "the archive's compression is damaged"
        );
    }

    std::string_view compressed_;
    ReadArchive archive_;
};

class TarSource final : public ArchiveSource {
public:
    explicit TarSource(std::string bytes)
        : ArchiveSource(std::move(bytes))
        , decompressor_(this->bytes()) {
        check(archive_read_support_format_tar(handle()), "preparing to read tar");
        check(
            archive_read_open(handle(), this, nullptr, read_block, nullptr),
            "the archive is damaged"
        );
    }

    void finish() override;

private:
    static la_ssize_t read_block(archive* archive, void* self, const void** block);
    std::string_view next_block();

    Decompressor decompressor_;
    std::uint64_t length_ = 0;  ///< of the tar so far
    std::uint64_t zeros_ = 0;  ///< at its end so far
};

std::string_view TarSource::next_block() {
    const std::string_view block = decompressor_.next_block();
    const std::size_t last = block.find_last_not_of('\0');
    zeros_ = last == std::string_view::npos ? zeros_ + block.size() : block.size() - last - 1;
    length_ += block.size();
    return block;
}

la_ssize_t TarSource::read_block(archive* archive, void* self, const void** block) {
    try {
        const std::string_view bytes = static_cast<TarSource*>(self)->next_block();
        *block = bytes.data();
        return static_cast<la_ssize_t>(bytes.size());
    } catch (const std::exception& error) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libarchive has no other form of it
        archive_set_error(archive, EIO, "%s", error.what());
        return -1;
    }
}

/// libarchive takes the end of the stream for the end of the tar, and reads nothing behind the end
/// mark (1024 zero bytes). So both are checked here: the mark is there, and only zeros follow it.
void TarSource::finish() {
    constexpr std::uint64_t end_mark = 1024;
    constexpr std::uint64_t most_padding = std::uint64_t{1} << 20U;
    const auto end = static_cast<std::uint64_t>(archive_filter_bytes(handle(), 0));
    while (!next_block().empty()) {
        if (length_ > end + most_padding) {
            refuse("the archive goes on behind its end");
        }
    }
    if (zeros_ < end_mark) {
        refuse("the archive is cut short, or goes on behind its end");
    }
    if (length_ - zeros_ > end) {
        refuse("the archive goes on behind its end");
    }
    if (!decompressor_.used_all()) {
        refuse("the file goes on behind the archive's end");
    }
}

}  // namespace

std::unique_ptr<PackageSource> open_tar(std::string bytes) {
    const Utf8Locale locale;
    return std::make_unique<TarSource>(std::move(bytes));
}

}  // namespace rollpack::packager::detail

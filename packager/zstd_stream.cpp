#include "detail/archive_reader.hpp"
#include "detail/block_stream.hpp"
#include "detail/little_endian.hpp"

namespace rollpack::packager::detail {

namespace {

[[noreturn]] void refuse(std::string_view fault) {
    throw core::Error(core::ErrorCode::package_invalid, std::string{fault});
}

/// Whether the bytes are one frame and nothing else. Its header is that of a stream whose length was
/// not known when it began: a window, no dictionary, perhaps a checksum at the end.
/// Source: RFC 8878, sections 3.1.1.1 (header) and 3.1.1.2 (blocks).
bool is_one_frame(std::string_view bytes) {
    constexpr std::size_t header_size = 6;
    constexpr unsigned char with_checksum = 0x04;
    constexpr unsigned char largest_window = 13U << 3U;  // 2^23 bytes: what reading may cost
    if (bytes.size() < header_size || !bytes.starts_with("\x28\xB5\x2F\xFD")) {
        return false;
    }
    const auto descriptor = static_cast<unsigned char>(bytes[4]);
    if ((descriptor != 0 && descriptor != with_checksum)
        || static_cast<unsigned char>(bytes[5]) > largest_window) {
        return false;
    }
    const std::size_t sum_size = descriptor == with_checksum ? 4 : 0;
    constexpr std::size_t block_header_size = 3;
    constexpr std::uint64_t of_one_byte = 1;
    std::size_t position = header_size;
    bool is_last = false;
    while (!is_last) {
        if (bytes.size() - position < block_header_size) {
            return false;
        }
        const std::uint64_t block = little_endian_at(bytes, position, block_header_size);
        is_last = (block & 1U) != 0;
        const std::uint64_t size = ((block >> 1U) & 3U) == of_one_byte ? 1 : block >> 3U;
        position += block_header_size;
        if (size > bytes.size() - position) {
            return false;
        }
        position += size;
    }
    return bytes.size() - position == sum_size;
}

class ZstdStream final : public BlockStream {
public:
    explicit ZstdStream(std::string_view compressed)
        : archive_(archive_read_new()) {
        if (!archive_) {
            throw core::Error(core::ErrorCode::internal, "out of memory for an archive");
        }
        if (!is_one_frame(compressed)) {
            refuse("the archive's compression is damaged: it is not one zstd frame");
        }
        check(archive_read_support_format_raw(archive_.get()));
        check(archive_read_append_filter(archive_.get(), ARCHIVE_FILTER_ZSTD));
        check(archive_read_open_memory(archive_.get(), compressed.data(), compressed.size()));
        archive_entry* entry = nullptr;
        check(archive_read_next_header(archive_.get(), &entry));
    }

    std::string_view next_block() override {
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

private:
    void check(int status) {
        detail::check(
            status,
            archive_.get(),
            core::ErrorCode::package_invalid,
            "the archive's compression is damaged"
        );
    }

    ReadArchive archive_;
};

}  // namespace

std::unique_ptr<BlockStream> open_zstd(std::string_view compressed) {
    return std::make_unique<ZstdStream>(compressed);
}

}  // namespace rollpack::packager::detail

#include "detail/archive_reader.hpp"

#include <string_view>

namespace rollpack::packager::detail {

namespace {

constexpr std::size_t end_record_size = 22;

std::uint32_t little_endian(std::string_view bytes, std::size_t offset, std::size_t size) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number |= std::uint32_t{static_cast<unsigned char>(bytes[offset + i])} << (8U * i);
    }
    return number;
}

/// libarchive looks for the end record anywhere in the last part of the file and takes what lies
/// before the first entry for a program that unpacks itself. A package has neither: its end record is
/// its end, and the directory of entries ends where that record begins.
/// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.6 and 4.3.16.
bool has_plain_frame(std::string_view zip) {
    constexpr std::size_t directory_size_offset = 12;
    constexpr std::size_t directory_start_offset = 16;
    constexpr std::uint32_t in_zip64_record = 0xFFFFFFFFU;
    if (!zip.starts_with("PK\x03\x04") || zip.size() < end_record_size) {
        return false;
    }
    const std::string_view end = zip.substr(zip.size() - end_record_size);
    const std::uint64_t size = little_endian(end, directory_size_offset, 4);
    const std::uint64_t start = little_endian(end, directory_start_offset, 4);
    const bool has_comment = little_endian(end, end_record_size - 2, 2) != 0;
    // More than 65534 entries need the larger records of zip64, which lie between the two.
    const bool has_zip64 = little_endian(end, 10, 2) == 0xFFFFU || start == in_zip64_record;
    return end.starts_with("PK\x05\x06") && !has_comment
        && (has_zip64 || start + size + end_record_size == zip.size());
}

class ZipSource final : public ArchiveSource {
public:
    explicit ZipSource(std::string bytes)
        : ArchiveSource(std::move(bytes)) {
        if (!has_plain_frame(this->bytes())) {
            throw core::Error(
                core::ErrorCode::package_invalid,
                "the zip archive is cut short, or holds more than its entries"
            );
        }
        check(archive_read_support_format_zip_seekable(handle()), "preparing to read zip");
        check(
            archive_read_open_memory(handle(), this->bytes().data(), this->bytes().size()),
            "the archive is damaged"
        );
    }

    void finish() override {}  // the frame was checked at the start
};

}  // namespace

std::unique_ptr<PackageSource> open_zip(std::string bytes) {
    const Utf8Locale locale;
    return std::make_unique<ZipSource>(std::move(bytes));
}

}  // namespace rollpack::packager::detail

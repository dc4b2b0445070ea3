#include "detail/zip_frame.hpp"

#include "detail/entry_name.hpp"
#include "detail/little_endian.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <optional>

// Sections and field names are those of PKWARE's APPNOTE.TXT 6.3.10.
namespace rollpack::packager::detail {

namespace {

constexpr std::string_view broken_frame =
    "the zip archive is cut short, or holds more than its entries";

[[noreturn]] void refuse(std::string fault) {
    throw core::Error(core::ErrorCode::package_invalid, std::move(fault));
}

[[noreturn]] void refuse_entry_of(std::string_view name, std::string_view fault) {
    refuse(fmt::format("entry '{}' {}", printable(name), fault));
}

/// Reads records one behind the other. A record that does not fit in what is left is a fault.
class Cursor {
public:
    Cursor(std::string_view bytes, std::uint64_t position)
        : bytes_(bytes)
        , position_(position) {}

    std::string_view take(std::uint64_t size) {
        if (position_ > bytes_.size() || size > bytes_.size() - position_) {
            refuse(std::string{broken_frame});
        }
        const std::string_view taken = bytes_.substr(position_, size);
        position_ += size;
        return taken;
    }

    std::uint64_t position() const noexcept { return position_; }

private:
    std::string_view bytes_;
    std::uint64_t position_;
};

/// Where the directory of entries is (sections 4.3.14 to 4.3.16).
struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t start = 0;
    std::uint64_t size = 0;
};

/// The larger end records, which more than 65534 entries need: one of 56 bytes, its place, and then
/// the small one, of which the numbers that are too small for it say nothing.
Directory read_large_end(std::string_view zip, std::uint64_t small_end) {
    constexpr std::uint64_t place_size = 20;
    constexpr std::uint64_t record_size = 56;
    if (small_end < record_size + place_size) {
        refuse(std::string{broken_frame});
    }
    const std::uint64_t begin = small_end - place_size - record_size;
    const std::string_view record = zip.substr(begin, record_size);
    const std::string_view place = zip.substr(begin + record_size, place_size);
    if (!record.starts_with("PK\x06\x06") || !place.starts_with("PK\x06\x07")
        || little_endian_at(record, 4, 8) != record_size - 12
        || little_endian_at(place, 8, 8) != begin) {
        refuse(std::string{broken_frame});
    }
    const Directory directory{
        little_endian_at(record, 32, 8),
        little_endian_at(record, 48, 8),
        little_endian_at(record, 40, 8)};
    if (directory.start + directory.size != begin || directory.size > begin) {
        refuse(std::string{broken_frame});
    }
    return directory;
}

Directory read_end(std::string_view zip) {
    constexpr std::uint64_t record_size = 22;
    constexpr std::uint64_t too_many = 0xFFFFU;
    constexpr std::uint64_t too_far = 0xFFFFFFFFU;
    if (zip.size() < record_size) {
        refuse(std::string{broken_frame});
    }
    const std::uint64_t begin = zip.size() - record_size;
    const std::string_view record = zip.substr(begin);
    const Directory directory{
        little_endian_at(record, 10, 2),
        little_endian_at(record, 16, 4),
        little_endian_at(record, 12, 4)};
    const bool is_whole = record.starts_with("PK\x05\x06") && little_endian_at(record, 4, 4) == 0
        && little_endian_at(record, 8, 2) == directory.entries
        && little_endian_at(record, 20, 2) == 0;
    if (!is_whole) {
        refuse(std::string{broken_frame});
    }
    if (directory.entries == too_many || directory.start == too_far) {
        return read_large_end(zip, begin);
    }
    if (directory.start + directory.size != begin) {
        refuse(std::string{broken_frame});
    }
    return directory;
}

/// An entry's record in the directory (section 4.3.12).
struct CentralRecord {
    std::string_view fixed;  ///< version needed, flags, method, time, date
    std::uint64_t crc = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::uint64_t local_start = 0;
    std::string_view name;
    std::string_view extra;
};

CentralRecord read_central(Cursor& cursor) {
    constexpr std::uint64_t header_size = 46;
    const std::string_view header = cursor.take(header_size);
    if (!header.starts_with("PK\x01\x02")) {
        refuse(std::string{broken_frame});
    }
    CentralRecord record{
        header.substr(6, 10),
        little_endian_at(header, 16, 4),
        little_endian_at(header, 20, 4),
        little_endian_at(header, 24, 4),
        little_endian_at(header, 42, 4),
        cursor.take(little_endian_at(header, 28, 2)),
        cursor.take(little_endian_at(header, 30, 2))};
    constexpr std::size_t comment_disk_and_attributes = 6;
    if (header.substr(32, comment_disk_and_attributes) != std::string(6, '\0')) {
        refuse_entry_of(record.name, "has a comment, a disk or an attribute");
    }
    return record;
}

/// Owner and times in libarchive's spelling: user 0, group 0, no time. A name in it, or anything else
/// that a program might believe instead of the header, would be another field.
bool is_usual_extra(std::string_view extra) {
    using namespace std::string_view_literals;
    return extra == "UT\x01\0\0ux\x0B\0\x01\x04\0\0\0\0\x04\0\0\0\0"sv;
}

void check_method(const CentralRecord& record) {
    constexpr std::uint64_t sizes_follow = 0x0008U;
    constexpr std::uint64_t utf8_name = 0x0800U;
    constexpr std::uint64_t stored = 0;
    constexpr std::uint64_t deflated = 8;
    const std::uint64_t flags = little_endian_at(record.fixed, 2, 2);
    const std::uint64_t method = little_endian_at(record.fixed, 4, 2);
    if ((flags & ~utf8_name) != sizes_follow || (method != stored && method != deflated)) {
        refuse_entry_of(record.name, "is encrypted, or compressed as rollpack does not");
    }
    if (!is_usual_extra(record.extra)) {
        refuse_entry_of(record.name, "has extra fields that rollpack does not write");
    }
}

/// The entry itself (sections 4.3.7 to 4.3.9), which must begin where the one before it ends.
void check_local(Cursor& cursor, const CentralRecord& record) {
    constexpr std::uint64_t header_size = 30;
    if (cursor.position() != record.local_start) {
        refuse_entry_of(record.name, "does not begin where the one before it ends");
    }
    const std::string_view header = cursor.take(header_size);
    const std::string_view name = cursor.take(little_endian_at(header, 26, 2));
    const std::string_view extra = cursor.take(little_endian_at(header, 28, 2));
    constexpr std::uint64_t crc_and_packed_size = 8;  // not known yet when libarchive writes them
    if (!header.starts_with("PK\x03\x04") || header.substr(4, 10) != record.fixed
        || little_endian_at(header, 14, crc_and_packed_size) != 0
        || little_endian_at(header, 22, 4) != record.size || name != record.name
        || extra != record.extra) {
        refuse_entry_of(record.name, "is not what the directory says of it");
    }
    cursor.take(record.packed_size);
    const std::string_view sums = cursor.take(16);
    if (!sums.starts_with("PK\x07\x08") || little_endian_at(sums, 4, 4) != record.crc
        || little_endian_at(sums, 8, 4) != record.packed_size
        || little_endian_at(sums, 12, 4) != record.size) {
        refuse_entry_of(record.name, "is not what the directory says of it");
    }
}

}  // namespace

void check_zip_frame(std::string_view zip) {
    const Directory directory = read_end(zip);
    Cursor central{zip.substr(0, directory.start + directory.size), directory.start};
    Cursor local{zip.substr(0, directory.start), 0};
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const CentralRecord record = read_central(central);
        check_method(record);
        check_local(local, record);
    }
    if (local.position() != directory.start
        || central.position() != directory.start + directory.size) {
        refuse(std::string{broken_frame});
    }
}

}  // namespace rollpack::packager::detail

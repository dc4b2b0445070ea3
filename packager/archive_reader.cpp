#include "detail/archive_reader.hpp"

#include "detail/entry_name.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

namespace {

using core::ErrorCode;

std::string name_of(archive_entry* entry) {
    const char* const name = archive_entry_pathname(entry);
    if (name == nullptr) {
        throw core::Error(ErrorCode::package_invalid, "an entry has no readable name");
    }
    return name;
}

void check_kind(archive_entry* entry, const std::string& name) {
    constexpr mode_t special_bits = 07000;
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr
        || archive_entry_filetype(entry) == AE_IFLNK) {
        refuse_entry(name, "is a link");
    }
    if (archive_entry_filetype(entry) != AE_IFREG) {
        refuse_entry(name, "is not a plain file");
    }
    if ((archive_entry_perm(entry) & special_bits) != 0) {
        refuse_entry(name, "has a setuid, setgid or sticky bit");
    }
    if (archive_entry_sparse_count(entry) != 0) {
        refuse_entry(name, "is sparse");
    }
    if (archive_entry_is_encrypted(entry) != 0) {
        refuse_entry(name, "is encrypted");
    }
}

}  // namespace

void refuse_entry(std::string_view name, std::string_view fault) {
    throw core::Error(
        ErrorCode::package_invalid,
        fmt::format("entry '{}' {}", printable(name), fault)
    );
}

ArchiveSource::ArchiveSource(ArchiveBytes archive, const ReadLimits& limits)
    : bytes_(std::move(archive))
    , limits_(limits)
    , archive_(archive_read_new()) {
    if (!archive_) {
        throw core::Error(ErrorCode::internal, "out of memory for an archive");
    }
}

void ArchiveSource::check(int status, std::string_view doing) {
    if (status != ARCHIVE_OK) {
        rethrow_failure();
    }
    detail::check(status, archive_.get(), ErrorCode::package_invalid, doing);
}

void ArchiveSource::check_ratio(std::uint64_t unpacked_bytes) const {
    constexpr std::uint64_t harmless = std::uint64_t{64} << 20U;
    if (unpacked_bytes > harmless && unpacked_bytes / limits_.max_ratio > bytes().size()) {
        throw core::Error(
            ErrorCode::package_invalid,
            fmt::format("the archive unpacks to over {} times its size", limits_.max_ratio),
            "This is how an archive is made that is to fill a machine. If you know that this one is "
            "not, raise the limit with --max-ratio."
        );
    }
}

std::optional<std::string> ArchiveSource::next() {
    const Utf8Locale locale;
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(archive_.get(), &entry);
    if (status == ARCHIVE_EOF) {
        return std::nullopt;
    }
    check(status, "the archive is damaged");
    const std::string name = name_of(entry);
    check_kind(entry, name);
    entry_ = path_in_folder(name);
    return entry_;
}

std::string ArchiveSource::path_in_folder(const std::string& name) {
    if (const auto fault = path_fault(name)) {
        refuse_entry(name, *fault);
    }
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) {
        refuse_entry(name, "is not in the package's folder");
    }
    if (!folder_) {
        folder_ = name.substr(0, slash);
    } else if (name.compare(0, slash, *folder_) != 0) {
        refuse_entry(name, "is not in the package's folder");
    }
    return name.substr(slash + 1);
}

void ArchiveSource::read(std::uint64_t limit, const TakePiece& take) {
    const Utf8Locale locale;
    std::uint64_t length = 0;
    while (true) {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int status = archive_read_data_block(archive_.get(), &block, &size, &offset);
        if (status == ARCHIVE_EOF) {
            return;
        }
        check(status, fmt::format("entry '{}' is damaged", printable(entry_)));
        if (std::cmp_not_equal(offset, length)) {
            refuse_entry(entry_, "is sparse");
        }
        if (size > limit - length) {
            refuse_entry(entry_, "is longer than the manifest says, or than the limit");
        }
        content_bytes_ += size;
        check_ratio(content_bytes_);
        length += size;
        take({static_cast<const char*>(block), size});
    }
}

}  // namespace rollpack::packager::detail

#pragma once

#include "integration/packager/package_kit.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace rollpack::test {

/// An entry as an attacker writes it: nothing is checked.
struct RawEntry {
    std::string name;
    std::string bytes;
    unsigned kind = AE_IFREG;
    unsigned permissions = 0644;
    std::string link = {};  ///< target of a symbolic link, or of a hard link for a plain file
};

enum class Compression {
    none,
    gzip,
    zstd
};

namespace detail {

inline void must(int status, archive* archive) {
    if (status != ARCHIVE_OK) {
        throw std::runtime_error(archive_error_string(archive));
    }
}

inline la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

inline void add(archive* archive, const RawEntry& raw) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{
        archive_entry_new(),
        archive_entry_free};
    archive_entry_copy_pathname(entry.get(), raw.name.c_str());
    archive_entry_set_filetype(entry.get(), raw.kind);
    archive_entry_set_perm(entry.get(), raw.permissions);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(raw.bytes.size()));
    if (!raw.link.empty()) {
        if (raw.kind == AE_IFLNK) {
            archive_entry_copy_symlink(entry.get(), raw.link.c_str());
        } else {
            archive_entry_copy_hardlink(entry.get(), raw.link.c_str());
        }
    }
    must(archive_write_header(archive, entry.get()), archive);
    if (!raw.bytes.empty()) {
        archive_write_data(archive, raw.bytes.data(), raw.bytes.size());
    }
}

inline std::string finish(archive* opened, const std::vector<RawEntry>& entries) {
    std::string out;
    const std::unique_ptr<archive, decltype(&archive_write_free)> owner{opened, archive_write_free};
    must(archive_write_set_bytes_in_last_block(opened, 1), opened);
    must(archive_write_open(opened, &out, nullptr, append, nullptr), opened);
    for (const RawEntry& entry : entries) {
        add(opened, entry);
    }
    must(archive_write_close(opened), opened);
    return out;
}

}  // namespace detail

inline std::string make_tar(const std::vector<RawEntry>& entries, Compression compression) {
    archive* const out = archive_write_new();
    detail::must(archive_write_set_format_pax_restricted(out), out);
    if (compression == Compression::gzip) {
        detail::must(archive_write_add_filter_gzip(out), out);
        detail::must(archive_write_set_filter_option(out, "gzip", "timestamp", nullptr), out);
    } else if (compression == Compression::zstd) {
        detail::must(archive_write_add_filter_zstd(out), out);
    }
    return detail::finish(out, entries);
}

inline std::string make_zip(const std::vector<RawEntry>& entries) {
    archive* const out = archive_write_new();
    detail::must(archive_write_set_format_zip(out), out);
    return detail::finish(out, entries);
}

/// Bytes as a gzip stream: of anything, not only of a tar.
inline std::string gzip(const std::string& bytes) {
    archive* const out = archive_write_new();
    detail::must(archive_write_set_format_raw(out), out);
    detail::must(archive_write_add_filter_gzip(out), out);
    detail::must(archive_write_set_filter_option(out, "gzip", "timestamp", nullptr), out);
    return detail::finish(out, {{"data", bytes}});
}

/// The entries of a sound package of `selection`, manifest.json first.
inline std::vector<RawEntry> entries_of(const core::Selection& selection) {
    namespace fs = std::filesystem;
    const TempDir folder;
    const fs::path root =
        write(selection, packager::PackageFormat::directory, folder.path()).artifact;
    std::vector<RawEntry> entries;
    for (const auto& file : fs::recursive_directory_iterator{root}) {
        if (file.is_regular_file()) {
            const std::string name = file.path().lexically_relative(folder.path()).string();
            entries.push_back({name, read_file(file.path())});
        }
    }
    std::ranges::sort(entries, {}, [](const RawEntry& entry) {
        return std::pair{!entry.name.ends_with("manifest.json"), entry.name};
    });
    return entries;
}

}  // namespace rollpack::test

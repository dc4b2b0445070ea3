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

/// The time of SelectionBuilder's release.
constexpr std::int64_t release_time = 1'765'518'500;

/// An entry as an attacker writes it: nothing is checked.
struct RawEntry {
    std::string name;
    std::string bytes;
    unsigned kind = AE_IFREG;
    unsigned permissions = 0644;
    std::string link = {};  ///< target of a symbolic link, or of a hard link for a plain file
    std::int64_t time_unix = release_time;  ///< for a tar
    bool is_sparse = false;  ///< with a hole in it
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

inline void add(archive* archive, const RawEntry& raw, bool has_times) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{
        archive_entry_new(),
        archive_entry_free};
    archive_entry_copy_pathname(entry.get(), raw.name.c_str());
    archive_entry_set_filetype(entry.get(), raw.kind);
    archive_entry_set_perm(entry.get(), raw.permissions);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(raw.bytes.size()));
    if (has_times) {
        archive_entry_set_mtime(entry.get(), raw.time_unix, 0);
    }
    if (raw.is_sparse) {
        archive_entry_sparse_add_entry(entry.get(), 0, 1);
    }
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
        add(opened, entry, archive_format(opened) != ARCHIVE_FORMAT_ZIP);
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

/// Bytes as a zstd stream.
inline std::string zstd(const std::string& bytes) {
    archive* const out = archive_write_new();
    detail::must(archive_write_set_format_raw(out), out);
    detail::must(archive_write_add_filter_zstd(out), out);
    return detail::finish(out, {{"data", bytes}});
}

/// The archive closed with the SHA-256 of its bytes, as rollpack closes it. Anyone can do that: what is
/// refused only for its seal is not refused at all.
inline std::string sealed(std::string archive) {
    const bool is_zip = archive.starts_with("PK");
    if (is_zip) {
        archive.resize(archive.size() - 2);  // the length of no comment
    }
    const std::string text = "rollpack sha256 " + core::sha256(archive).hex();
    if (is_zip) {
        return archive + std::string("\x50\0", 2) + text;
    }
    if (archive.starts_with("\x1F")) {
        return archive + std::string("\x1F\x8B\x08\x10\0\0\0\0\0\x03", 10) + text
            + std::string("\0\x03\0\0\0\0\0\0\0\0\0", 11);
    }
    return archive + std::string("\x50\x2A\x4D\x18\x50\0\0\0", 8) + text;
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

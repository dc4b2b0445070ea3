#include "detail/composed_names.hpp"

#include "detail/archive_reader.hpp"
#include "detail/archive_writer.hpp"

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

bool is_ascii(const std::string& text) {
    return std::ranges::none_of(text, [](unsigned char byte) { return byte >= 0x80U; });
}

void check_reading(int status, archive* archive) {
    check(status, archive, core::ErrorCode::internal, "composing names");
}

/// The names of an archive's entries in the order in which they are stored.
std::vector<std::string> names_in(const std::string& zip) {
    const Utf8Locale locale;
    const ReadArchive archive{archive_read_new()};
    check_reading(archive_read_support_format_zip_seekable(archive.get()), archive.get());
    check_reading(archive_read_open_memory(archive.get(), zip.data(), zip.size()), archive.get());
    std::vector<std::string> names;
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(archive.get(), &entry)) != ARCHIVE_EOF) {
        check_reading(status, archive.get());
        names.emplace_back(archive_entry_pathname(entry));
    }
    return names;
}

}  // namespace

// libarchive has Unicode's tables but no function that applies them to a text, and there is no way to
// keep it from applying them. So the names make the journey that an entry's name makes.
std::vector<std::string> composed_paths(std::vector<std::string> paths) {
    std::vector<std::size_t> travellers;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (!is_ascii(paths[i])) {
            travellers.push_back(i);
        }
    }
    if (travellers.empty()) {
        return paths;
    }
    std::string zip;
    ArchiveWriter writer{PackageFormat::zip, 0, [&](std::string_view bytes) { zip += bytes; }};
    for (const std::size_t traveller : travellers) {
        writer.add(paths[traveller], {});
    }
    writer.close();
    std::vector<std::string> names = names_in(zip);
    ROLLPACK_ASSERT(names.size() == travellers.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        paths[travellers[i]] = std::move(names[i]);
    }
    return paths;
}

}  // namespace rollpack::packager::detail

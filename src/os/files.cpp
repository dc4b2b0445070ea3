#include "rollpack/os/files.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace rollpack::os {

namespace {

using core::ErrorCode;

/// The folder that holds `path`; "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path) {
    std::filesystem::path folder = path.parent_path();
    return folder.empty() ? std::filesystem::path{"."} : folder;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

void Descriptor::reset() noexcept {
    if (number_ >= 0) {
        static_cast<void>(close(number_));
        number_ = -1;
    }
}

Descriptor open_file(const std::filesystem::path& path, int flags) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX declares it so
    return Descriptor{open(path.c_str(), flags | O_CLOEXEC, 0666)};
}

Descriptor open_below(const Descriptor& folder, const std::string& name, int flags) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX declares it so
    return Descriptor{openat(folder.number(), name.c_str(), flags | O_CLOEXEC, 0666)};
}

std::string system_reason(int error_number) {
    return std::generic_category().message(error_number);
}

void cannot_write(const std::filesystem::path& path, int error_number) {
    throw core::Error(
        ErrorCode::file_unwritable,
        fmt::format("cannot write {}: {}", path.string(), system_reason(error_number)),
        "Look at the folder's permissions and at the space that is left on its disk."
    );
}

void cannot_read(const std::filesystem::path& path, int error_number) {
    throw core::Error(
        ErrorCode::file_unreadable,
        fmt::format("cannot read {}: {}", path.string(), system_reason(error_number))
    );
}

void write_all(const Descriptor& file, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            cannot_write(path, errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
}

void close_written(Descriptor file, const std::filesystem::path& path) {
    if (close(file.release()) != 0) {
        cannot_write(path, errno);
    }
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY);
    if (!opened || fsync(opened.number()) != 0) {
        cannot_write(folder, errno);
    }
}

bool read_pieces(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path,
    const std::function<void(std::string_view)>& take
) {
    constexpr std::size_t block = std::size_t{256} << 10U;
    std::string piece(block, '\0');
    std::uint64_t length = 0;
    while (true) {
        const ssize_t got = read(file.number(), piece.data(), block);
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            cannot_read(path, errno);
        }
        const auto size = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
        length += size;
        if (length > limit) {
            return false;
        }
        take(std::string_view{piece}.substr(0, size));
    }
}

std::string read_file(const std::filesystem::path& path, std::uint64_t limit) {
    const Descriptor file = open_file(path, O_RDONLY);
    if (!file) {
        cannot_read(path, errno);
    }
    std::string bytes;
    if (!read_pieces(file, limit, path, [&](std::string_view piece) { bytes += piece; })) {
        throw core::Error(
            ErrorCode::file_unreadable,
            fmt::format("{} is larger than {} bytes", path.string(), limit)
        );
    }
    return bytes;
}

TemporaryFolder::TemporaryFolder(std::string_view name) {
    std::error_code fault;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(fault);
    if (fault) {
        cannot_write("the folder for temporary files", fault.value());
    }
    std::string pattern = (parent / name).string() + "-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) {
        cannot_write(pattern, errno);
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    // What cannot be removed is left to whoever cleans up temporary files.
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path beside(const std::filesystem::path& path, std::string_view suffix) {
    std::string text = path.string();
    while (text.size() > 1 && text.ends_with('/')) {
        text.pop_back();
    }
    return text.append(suffix);
}

std::filesystem::path hidden_sibling(const std::filesystem::path& destination) {
    return folder_of(destination)
        / fmt::format(".{}.{}.part", destination.filename().string(), getpid());
}

AtomicFile::AtomicFile(std::filesystem::path destination)
    : destination_(std::move(destination))
    , temporary_(hidden_sibling(destination_)) {
    // What an earlier process of the same number left behind is in the way.
    static_cast<void>(unlink(temporary_.c_str()));
    file_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!file_) {
        cannot_write(destination_, errno);
    }
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) {
        static_cast<void>(unlink(temporary_.c_str()));
    }
}

void AtomicFile::append(std::string_view bytes) {
    write_all(file_, bytes, destination_);
}

void AtomicFile::commit() {
    if (fsync(file_.number()) != 0) {
        cannot_write(destination_, errno);
    }
    close_written(std::move(file_), destination_);
    if (rename(temporary_.c_str(), destination_.c_str()) != 0) {
        cannot_write(destination_, errno);
    }
    temporary_.clear();
    sync_folder(folder_of(destination_));
}

void write_file(const std::filesystem::path& destination, std::string_view bytes) {
    AtomicFile file(destination);
    file.append(bytes);
    file.commit();
}

}  // namespace rollpack::os

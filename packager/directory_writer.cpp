#include "detail/directory_writer.hpp"

#include "detail/files.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <string>
#include <system_error>

namespace rollpack::packager::detail {

namespace {

namespace fs = std::filesystem;

/// A folder that is removed unless it was kept.
class TemporaryFolder {
public:
    explicit TemporaryFolder(fs::path path)
        : path_(std::move(path)) {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
        if (mkdir(path_.c_str(), 0777) != 0) {
            cannot_write(path_, errno);
        }
    }

    ~TemporaryFolder() {
        if (!path_.empty()) {
            std::error_code ignored;
            fs::remove_all(path_, ignored);
        }
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    const fs::path& path() const noexcept { return path_; }

    void keep() noexcept { path_.clear(); }

private:
    fs::path path_;
};

void write_one(const fs::path& path, std::string_view bytes) {
    Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!file) {
        cannot_write(path, errno);
    }
    write_all(file, bytes, path);
    close_written(std::move(file), path);
}

void make_folders(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        cannot_write(folder, error.value());
    }
}

/// One call for all files: a call for each of some ten thousand would take minutes on a disk, and
/// this one reports their write errors as well.
void sync_everything(const fs::path& folder) {
    const Descriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY);
    if (!opened || syncfs(opened.number()) != 0) {
        cannot_write(folder, errno);
    }
}

/// Whether `folder` holds the files of the package and nothing else. Unreadable counts as another.
bool is_same(const Contents& contents, const fs::path& folder) {
    std::map<std::string, std::string_view> expected;
    for (const PackedFile& file : contents.files()) {
        expected.emplace(file.path, file.bytes);
    }
    std::error_code error;
    std::size_t same = 0;
    for (fs::recursive_directory_iterator it{folder, error}, end; !error && it != end;
         it.increment(error)) {
        const fs::file_status status = it->symlink_status(error);
        if (!error && fs::is_directory(status)) {
            continue;
        }
        const auto file = expected.find(it->path().lexically_relative(folder).generic_string());
        if (error || !fs::is_regular_file(status) || file == expected.end()) {
            return false;
        }
        const Descriptor opened = open_file(it->path(), O_RDONLY | O_NOFOLLOW);
        if (!opened || it->file_size(error) != file->second.size()
            || read_all(opened, file->second.size(), it->path()) != file->second) {
            return false;
        }
        ++same;
    }
    return !error && same == expected.size();
}

}  // namespace

void write_directory(
    const Contents& contents,
    const fs::path& destination,
    const std::function<void(std::size_t)>& progress
) {
    TemporaryFolder temporary{hidden_sibling(destination)};
    std::size_t done = 0;
    fs::path made;
    for (const PackedFile& file : contents.files()) {
        const fs::path path = temporary.path() / file.path;
        if (path.parent_path() != made) {
            made = path.parent_path();
            make_folders(made);
        }
        write_one(path, file.bytes);
        progress(++done);
    }
    sync_everything(temporary.path());
    if (rename(temporary.path().c_str(), destination.c_str()) == 0) {
        temporary.keep();
        sync_folder(destination.parent_path().empty() ? "." : destination.parent_path());
        return;
    }
    const int error_number = errno;
    if (error_number != ENOTEMPTY && error_number != EEXIST && error_number != ENOTDIR) {
        cannot_write(destination, error_number);
    }
    if (!is_same(contents, destination)) {
        throw core::Error(
            core::ErrorCode::file_unwritable,
            fmt::format("{} is there already and holds something else", destination.string()),
            "Move it away, or write the package into another folder."
        );
    }
}

}  // namespace rollpack::packager::detail

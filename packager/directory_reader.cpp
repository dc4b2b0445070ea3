#include "detail/directory_reader.hpp"

#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace rollpack::packager::detail {

namespace {

using Listing =
    std::unique_ptr<DIR, decltype([](DIR* listing) { static_cast<void>(closedir(listing)); })>;

/// O_NONBLOCK: a pipe must be seen and refused, not waited for.
constexpr int open_flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

[[noreturn]] void refuse_open(std::string_view path, int error_number) {
    if (error_number == ELOOP) {
        refuse_entry(path, "is a link");
    }
    cannot_read(printable(path), error_number);
}

mode_t kind_of(const Descriptor& file, std::string_view path) {
    struct stat status {};

    if (fstat(file.number(), &status) != 0) {
        cannot_read(printable(path), errno);
    }
    return status.st_mode & static_cast<mode_t>(S_IFMT);
}

class DirectorySource final : public PackageSource {
public:
    DirectorySource(Descriptor folder, const ReadLimits& limits, const BytesCheck& check_bytes)
        : folder_(std::move(folder))
        , limits_(limits) {
        list(folder_, "", 0);
        std::ranges::sort(paths_, {}, [](const std::string& path) {
            return std::pair{path != manifest_path, std::string_view{path}};
        });
        if (check_bytes) {
            checked_sums_ = read_sums();
            check_bytes(*checked_sums_);
        }
    }

    std::optional<std::string> next() override {
        return position_ < paths_.size() ? std::optional{paths_[position_++]} : std::nullopt;
    }

    void read(std::uint64_t limit, const TakePiece& take) override {
        const std::string& path = paths_[position_ - 1];
        if (path == sums_path && checked_sums_) {
            take(*checked_sums_);
        } else {
            read_checked(open_path(path), limit, path, take);
        }
    }

    std::optional<std::string> folder() const override { return std::nullopt; }

    void finish() override {}

    std::optional<core::Sha256> artifact_sha256() const override { return std::nullopt; }

private:
    void list(const Descriptor& folder, const std::string& prefix, std::size_t depth);
    void add(
        const Descriptor& folder,
        const std::string& name,
        const std::string& path,
        std::size_t depth
    );
    Descriptor open_path(const std::string& path) const;
    std::string read_sums() const;

    Descriptor folder_;
    ReadLimits limits_;
    std::vector<std::string> paths_;
    std::optional<std::string> checked_sums_;  ///< they are not read a second time
    std::size_t position_ = 0;
};

void DirectorySource::list(const Descriptor& folder, const std::string& prefix, std::size_t depth) {
    constexpr std::size_t deepest = 64;
    if (depth > deepest) {
        refuse_entry(prefix, "is nested too deep");
    }
    Descriptor own = open_below(folder, ".", open_flags | O_DIRECTORY);
    if (!own) {
        refuse_open(prefix, errno);
    }
    const Listing listing{fdopendir(own.number())};
    if (!listing) {
        cannot_read(printable(prefix), errno);
    }
    own.release();
    errno = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own
    while (const dirent* const entry = readdir(listing.get())) {
        const std::string name = &entry->d_name[0];
        if (name != "." && name != "..") {
            add(folder, name, prefix + name, depth);
        }
        errno = 0;
    }
    if (errno != 0) {
        cannot_read(printable(prefix), errno);
    }
}

void DirectorySource::add(
    const Descriptor& folder,
    const std::string& name,
    const std::string& path,
    std::size_t depth
) {
    if (const auto fault = path_fault(path)) {
        refuse_entry(path, *fault);
    }
    const Descriptor file = open_below(folder, name, open_flags);
    if (!file) {
        refuse_open(path, errno);
    }
    switch (kind_of(file, path)) {
    case S_IFDIR:
        list(file, path + "/", depth + 1);
        return;
    case S_IFREG:
        if (paths_.size() >= limits_.entries) {
            refuse_entry(path, "is one more than the limit of entries");
        }
        paths_.push_back(path);
        return;
    default:
        refuse_entry(path, "is not a plain file");
    }
}

/// Folder by folder, because a single open() would follow a link in the middle of the path.
Descriptor DirectorySource::open_path(const std::string& path) const {
    Descriptor opened;
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        opened = open_below(opened ? opened : folder_, path.substr(begin, end - begin), open_flags);
        if (!opened) {
            refuse_open(path, errno);
        }
        begin = end + 1;
    }
    if (kind_of(opened, path) != S_IFREG) {
        refuse_entry(path, "is not a plain file");
    }
    return opened;
}

std::string DirectorySource::read_sums() const {
    const std::string path{sums_path};
    if (std::ranges::find(paths_, path) == paths_.end()) {
        throw core::Error(core::ErrorCode::package_invalid, "'SHA256SUMS' is missing");
    }
    return read_all(open_path(path), limits_.manifest_bytes, path);
}

}  // namespace

std::unique_ptr<PackageSource> open_directory(
    Descriptor folder,
    const ReadLimits& limits,
    const BytesCheck& check_bytes
) {
    return std::make_unique<DirectorySource>(std::move(folder), limits, check_bytes);
}

}  // namespace rollpack::packager::detail

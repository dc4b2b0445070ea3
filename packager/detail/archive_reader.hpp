#pragma once

#include "detail/libarchive.hpp"
#include "detail/package_source.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace rollpack::packager::detail {

using ReadArchive = std::unique_ptr<archive, FreeWith<archive_read_free>>;

/// The entries of a tar or zip archive that libarchive has opened. A form adds how it is opened and
/// what must be true at the end.
class ArchiveSource : public PackageSource {
public:
    explicit ArchiveSource(std::string bytes);

    std::optional<std::string> next() override;
    std::string read(std::uint64_t limit) override;

    std::optional<std::string> folder() const override { return folder_; }

    std::optional<core::Sha256> artifact_sha256() const override { return sha256_; }

protected:
    const std::string& bytes() const noexcept { return bytes_; }

    archive* handle() const noexcept { return archive_.get(); }

    /// Checks a status of the handle; `doing` is the context of the message.
    void check(int status, std::string_view doing) const;

private:
    std::string path_in_folder(const std::string& name);

    std::string bytes_;  ///< the whole artifact, so that what is checked is what is used
    core::Sha256 sha256_;
    ReadArchive archive_;
    std::optional<std::string> folder_;
    std::string entry_;  ///< path of the current one in the folder
};

std::unique_ptr<PackageSource> open_tar(std::string bytes);
std::unique_ptr<PackageSource> open_zip(std::string bytes);

}  // namespace rollpack::packager::detail

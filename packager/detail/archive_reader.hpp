#pragma once

#include "detail/block_stream.hpp"
#include "detail/libarchive.hpp"
#include "detail/package_source.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace rollpack::packager::detail {

using ReadArchive = std::unique_ptr<archive, FreeWith<archive_read_free>>;

/// An archive in memory, its seal taken off.
struct ArchiveBytes {
    std::string bytes;
    core::Sha256 artifact_sha256;  ///< with the seal
};

/// The entries of a tar or zip archive that libarchive has opened. A form adds how it is opened and
/// what must be true of its bytes.
class ArchiveSource : public PackageSource {
public:
    ArchiveSource(ArchiveBytes archive, const ReadLimits& limits);

    std::optional<std::string> next() override;
    void read(std::uint64_t limit, const TakePiece& take) override;

    std::optional<std::string> folder() const override { return folder_; }

    std::optional<core::Sha256> artifact_sha256() const override { return bytes_.artifact_sha256; }

protected:
    const std::string& bytes() const noexcept { return bytes_.bytes; }

    archive* handle() const noexcept { return archive_.get(); }

    /// Checks a status of the handle; `doing` is the context of the message.
    void check(int status, std::string_view doing);

    /// Refuses an archive of which so much came out that it was made to be a bomb.
    void check_ratio(std::uint64_t unpacked_bytes) const;

private:
    /// What stopped libarchive where our own code, which it called, failed.
    virtual void rethrow_failure() {}

    std::string path_in_folder(const std::string& name);

    ArchiveBytes bytes_;  ///< the whole artifact, so that what is checked is what is used
    ReadLimits limits_;
    ReadArchive archive_;
    std::uint64_t content_bytes_ = 0;  ///< of all entries so far
    std::optional<std::string> folder_;
    std::string entry_;  ///< path of the current one in the folder
};

using OpenStream = std::unique_ptr<BlockStream> (*)(std::string_view compressed);

std::unique_ptr<PackageSource> open_tar(
    ArchiveBytes archive,
    OpenStream open_stream,
    const ReadLimits& limits
);

std::unique_ptr<PackageSource> open_zip(ArchiveBytes archive, const ReadLimits& limits);

}  // namespace rollpack::packager::detail

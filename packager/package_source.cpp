#include "detail/package_source.hpp"

#include "detail/archive_reader.hpp"
#include "detail/digest_file.hpp"
#include "detail/directory_reader.hpp"
#include "detail/entry_name.hpp"
#include "detail/files.hpp"
#include "detail/seal.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace rollpack::packager::detail {

namespace {

using core::ErrorCode;

/// What the first bytes of a file say it is. Each form checks the rest of its own header.
std::optional<PackageFormat> format_of(std::string_view start) {
    if (start.starts_with("\x1F\x8B")) {
        return PackageFormat::tar_gz;
    }
    if (start.starts_with("\x28\xB5\x2F\xFD")) {
        return PackageFormat::tar_zst;
    }
    return start.starts_with("PK\x03\x04") ? std::optional{PackageFormat::zip} : std::nullopt;
}

PackageFormat read_format(const Descriptor& file, const std::filesystem::path& artifact) {
    std::string start(4, '\0');
    const ssize_t got = pread(file.number(), start.data(), start.size(), 0);
    if (got < 0) {
        cannot_read(artifact, errno);
    }
    start.resize(static_cast<std::size_t>(got));
    if (const auto format = format_of(start)) {
        return *format;
    }
    throw core::Error(
        ErrorCode::package_invalid,
        fmt::format("{} is not a package", printable(artifact.filename().string())),
        "A package is a .tar.gz, .tar.zst or .zip file, or a folder, that rollpack build wrote."
    );
}

std::unique_ptr<PackageSource> open_archive(
    PackageFormat format,
    ArchiveBytes archive,
    const ReadLimits& limits
) {
    archive.bytes.resize(unsealed(format, archive.bytes).size());
    switch (format) {
    case PackageFormat::tar_gz:
        return open_tar(std::move(archive), open_gzip, limits);
    case PackageFormat::tar_zst:
        return open_tar(std::move(archive), open_zstd, limits);
    case PackageFormat::zip:
        archive.bytes.append(bytes_replaced_by_seal(format), '\0');
        return open_zip(std::move(archive), limits);
    case PackageFormat::directory:
        break;
    }
    throw core::Error(ErrorCode::internal, "a folder is not an archive");
}

}  // namespace

std::string PackageSource::read_whole(std::uint64_t limit) {
    std::string bytes;
    read(limit, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

std::unique_ptr<PackageSource> open_source(
    const std::filesystem::path& artifact,
    const ReadLimits& limits,
    const BytesCheck& check_bytes
) {
    Descriptor file = open_file(artifact, O_RDONLY | O_NONBLOCK);

    struct stat status {};

    if (!file || fstat(file.number(), &status) != 0) {
        cannot_read(artifact, errno);
    }
    if (S_ISDIR(status.st_mode)) {
        return open_directory(std::move(file), limits, check_bytes);
    }
    if (!S_ISREG(status.st_mode)) {
        throw core::Error(
            ErrorCode::file_unreadable,
            fmt::format("{} is neither a file nor a folder", printable(artifact.string()))
        );
    }
    const PackageFormat format = read_format(file, artifact);
    if (std::cmp_greater(status.st_size, limits.artifact_bytes)) {
        refuse_size(artifact, limits.artifact_bytes);
    }
    std::string bytes = read_all(file, limits.artifact_bytes, artifact);
    if (check_bytes) {
        check_bytes(bytes);
    }
    const core::Sha256 digest = core::sha256(bytes);
    check_digest_file(artifact, digest);
    return open_archive(format, {std::move(bytes), digest}, limits);
}

}  // namespace rollpack::packager::detail

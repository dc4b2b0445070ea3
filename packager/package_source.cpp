#include "detail/package_source.hpp"

#include "detail/archive_reader.hpp"
#include "detail/directory_reader.hpp"
#include "detail/files.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace rollpack::packager::detail {

namespace {

using core::ErrorCode;

/// What the first bytes of a file say it is.
enum class Form {
    tar,
    zip,
    unknown
};

/// zlib writes these eight bytes in front of a gzip stream without a name and a time.
constexpr std::string_view gzip_start{"\x1F\x8B\x08\x00\x00\x00\x00\x00", 8};

Form form_of(std::string_view start) {
    if (start.starts_with(gzip_start) || start.starts_with("\x28\xB5\x2F\xFD")) {
        return Form::tar;
    }
    return start.starts_with("PK\x03\x04") ? Form::zip : Form::unknown;
}

Form read_form(const Descriptor& file, const std::filesystem::path& artifact) {
    std::string start(gzip_start.size(), '\0');
    const ssize_t got = pread(file.number(), start.data(), start.size(), 0);
    if (got < 0) {
        cannot_read(artifact, errno);
    }
    start.resize(static_cast<std::size_t>(got));
    return form_of(start);
}

}  // namespace

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
            fmt::format("{} is neither a file nor a folder", artifact.string())
        );
    }
    const Form form = read_form(file, artifact);
    if (form == Form::unknown) {
        throw core::Error(
            ErrorCode::package_invalid,
            fmt::format("{} is not a package", artifact.filename().string()),
            "A package is a .tar.gz, .tar.zst or .zip file, or a folder, that rollpack build wrote."
        );
    }
    std::string bytes = read_all(file, limits.artifact_bytes, artifact);
    if (check_bytes) {
        check_bytes(bytes);
    }
    return form == Form::zip ? open_zip(std::move(bytes)) : open_tar(std::move(bytes));
}

}  // namespace rollpack::packager::detail

#include "detail/digest_file.hpp"

#include "detail/entry_name.hpp"
#include "detail/files.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>

namespace rollpack::packager::detail {

namespace {

namespace fs = std::filesystem;

/// "<hex>  NAME\n" or, as sha256sum writes it of a file in binary mode, "<hex> *NAME\n".
std::optional<core::Sha256> parse_line(std::string_view line) {
    constexpr std::size_t hex_size = 64;
    const bool is_line = line.size() > hex_size + 3 && line[hex_size] == ' '
        && (line[hex_size + 1] == ' ' || line[hex_size + 1] == '*')
        && line.find('\n') == line.size() - 1;
    return is_line ? core::parse_sha256(line.substr(0, hex_size)) : std::nullopt;
}

}  // namespace

void check_digest_file(const fs::path& artifact, const core::Sha256& digest) {
    constexpr std::uint64_t longest_line = 8192;
    const fs::path path = beside(artifact, ".sha256");
    const Descriptor file = open_file(path, O_RDONLY | O_NONBLOCK);
    if (!file && (errno == ENOENT || errno == ENOTDIR)) {
        return;
    }

    struct stat status {};

    if (!file || fstat(file.number(), &status) != 0) {
        cannot_read(path, errno);
    }
    const std::string shown = printable(path.filename().string());
    const auto expected = S_ISREG(status.st_mode) ? parse_line(read_all(file, longest_line, path))
                                                  : std::nullopt;
    if (!expected) {
        throw core::Error(
            core::ErrorCode::package_invalid,
            fmt::format(
                "{} is not the line that sha256sum writes; the digest is {}",
                shown,
                digest.hex()
            ),
            "Get it again from where the package was published; without the file rollpack checks the "
            "digests inside the package only."
        );
    }
    if (*expected != digest) {
        throw core::Error(
            core::ErrorCode::package_invalid,
            fmt::format("the SHA-256 is {}, but {} says {}", digest.hex(), shown, expected->hex())
        );
    }
}

}  // namespace rollpack::packager::detail

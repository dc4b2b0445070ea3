#include "detail/seal.hpp"

#include "detail/little_endian.hpp"
#include "rollpack/core/error.hpp"

namespace rollpack::packager::detail {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view seal_start = "rollpack sha256 ";

std::string seal_text(const core::Sha256& digest) {
    return std::string{seal_start} + digest.hex();
}

/// RFC 1952: a member with a comment, at no time, made on Unix, of no bytes.
std::string gzip_seal(const std::string& text) {
    constexpr std::string_view header = "\x1F\x8B\x08\x10\0\0\0\0\0\x03"sv;
    constexpr std::string_view empty_stream_and_sums = "\x03\0\0\0\0\0\0\0\0\0"sv;
    return std::string{header} + text + '\0' + std::string{empty_stream_and_sums};
}

/// RFC 8878, section 3.1.2: a skippable frame.
std::string zstd_seal(const std::string& text) {
    return "\x50\x2A\x4D\x18" + little_endian(text.size(), 4) + text;
}

/// PKWARE's APPNOTE.TXT 6.3.10, section 4.3.16: the comment of the end record, and its length.
std::string zip_seal(const std::string& text) {
    return little_endian(text.size(), 2) + text;
}

}  // namespace

std::string make_seal(PackageFormat format, const core::Sha256& digest) {
    const std::string text = seal_text(digest);
    switch (format) {
    case PackageFormat::tar_gz:
        return gzip_seal(text);
    case PackageFormat::tar_zst:
        return zstd_seal(text);
    case PackageFormat::zip:
        return zip_seal(text);
    case PackageFormat::directory:
        break;
    }
    throw core::Error(core::ErrorCode::internal, "a folder has no seal");
}

std::size_t bytes_replaced_by_seal(PackageFormat format) noexcept {
    return format == PackageFormat::zip ? 2 : 0;
}

std::string_view unsealed(PackageFormat format, std::string_view bytes) {
    const std::size_t size = make_seal(format, {}).size();
    const std::string_view sealed = bytes.substr(0, bytes.size() - std::min(bytes.size(), size));
    const std::string_view seal = bytes.substr(sealed.size());
    if (seal == make_seal(format, core::sha256(sealed))) {
        return sealed;
    }
    throw core::Error(
        core::ErrorCode::package_invalid,
        seal.find(seal_start) == make_seal(format, {}).find(seal_start)
            ? "the archive was changed: its bytes do not have the SHA-256 at its end"
            : "the archive is cut short or goes on behind its end: it does not end with its SHA-256"
    );
}

}  // namespace rollpack::packager::detail

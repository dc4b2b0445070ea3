// A letter, then an archive without its seal: z for a zip, g and s for the stream of gzip and zstd of a
// tar, anything else for a tar that nothing compressed, whose headers get the sums that they should have.
#include "detail/archive_reader.hpp"

#include "detail/package_contents.hpp"
#include "fuzz_target.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <numeric>

namespace core = rollpack::core;
namespace packager = rollpack::packager;
using packager::detail::BlockStream;
using rollpack::fuzz::require;

namespace {

/// Small, so that the fuzzer looks for other things than large sizes.
packager::ReadLimits small_limits() {
    packager::ReadLimits limits;
    limits.file_bytes = 1 << 20;
    limits.total_bytes = 4 << 20;
    limits.manifest_bytes = 1 << 20;
    limits.entries = 1000;
    return limits;
}

class PlainStream final : public BlockStream {
public:
    explicit PlainStream(std::string_view bytes)
        : rest_(bytes) {}

    std::string_view next_block() override {
        constexpr std::size_t block = 1000;  // headers then come in pieces
        const std::string_view taken = rest_.substr(0, block);
        rest_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view rest_;
};

std::unique_ptr<BlockStream> open_plain(std::string_view bytes) {
    return std::make_unique<PlainStream>(bytes);
}

void mend_sums(std::string& tar) {
    constexpr std::size_t block = 512;
    constexpr std::size_t sum = 148;
    for (std::size_t begin = 0; begin + block <= tar.size(); begin += block) {
        if (tar.compare(begin + 257, 5, "ustar") != 0) {
            continue;
        }
        tar.replace(begin + sum, 8, "        ");
        unsigned total = 0;
        for (std::size_t i = 0; i < block; ++i) {
            total += static_cast<unsigned char>(tar[begin + i]);
        }
        tar.replace(begin + sum, 7, fmt::format("{:06o}", total) + '\0');
    }
}

std::unique_ptr<packager::detail::PackageSource> open(char form, std::string bytes) {
    const packager::ReadLimits limits = small_limits();
    switch (form) {
    case 'z':
        return packager::detail::open_zip({std::move(bytes), {}}, limits);
    case 'g':
        return packager::detail::open_tar(
            {std::move(bytes), {}},
            packager::detail::open_gzip,
            limits
        );
    case 's':
        return packager::detail::open_tar(
            {std::move(bytes), {}},
            packager::detail::open_zstd,
            limits
        );
    default:
        mend_sums(bytes);
        return packager::detail::open_tar({std::move(bytes), {}}, open_plain, limits);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    std::string text{rollpack::fuzz::text_of(bytes, size)};
    const char form = text.front();
    text.erase(0, 1);
    try {
        const auto source = open(form, std::move(text));
        const auto contents = packager::detail::read_contents(*source, small_limits());
        require(
            packager::parse_manifest(to_json(contents.manifest)) == contents.manifest,
            "a manifest reads as itself"
        );
    } catch (const core::Error& error) {
        require(
            error.code() == core::ErrorCode::package_invalid,
            "what is refused is an invalid package"
        );
        require(error.message().find('\n') == std::string::npos, "a message is one line");
    }
    return 0;
}

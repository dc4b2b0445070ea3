#include "detail/archive_reader.hpp"
#include "detail/zip_frame.hpp"

namespace rollpack::packager::detail {

namespace {

class ZipSource final : public ArchiveSource {
public:
    ZipSource(ArchiveBytes archive, const ReadLimits& limits)
        : ArchiveSource(std::move(archive), limits) {
        check(archive_read_support_format_zip_seekable(handle()), "preparing to read zip");
        check(
            archive_read_open_memory(handle(), bytes().data(), bytes().size()),
            "the archive is damaged"
        );
    }

    /// Last, as what libarchive says of an entry is said in a user's words.
    void finish() override { check_zip_frame(bytes()); }
};

}  // namespace

std::unique_ptr<PackageSource> open_zip(ArchiveBytes archive, const ReadLimits& limits) {
    const Utf8Locale locale;
    return std::make_unique<ZipSource>(std::move(archive), limits);
}

}  // namespace rollpack::packager::detail

#include "detail/archive_reader.hpp"
#include "detail/block_stream.hpp"
#include "detail/tar_frame.hpp"

#include <cerrno>
#include <exception>

namespace rollpack::packager::detail {

namespace {

using core::ErrorCode;

[[noreturn]] void refuse(std::string_view fault) {
    throw core::Error(ErrorCode::package_invalid, std::string{fault});
}

bool is_compressed(std::string_view bytes) {
    return bytes.starts_with("\x1F\x8B") || bytes.starts_with("\x28\xB5\x2F\xFD")
        || bytes.starts_with("PK\x03\x04");
}

class TarSource final : public ArchiveSource {
public:
    TarSource(ArchiveBytes archive, OpenStream open_stream, const ReadLimits& limits)
        : ArchiveSource(std::move(archive), limits)
        , stream_(open_stream(bytes())) {
        check(archive_read_support_format_tar(handle()), "preparing to read tar");
        check(
            archive_read_open(handle(), this, nullptr, read_block, nullptr),
            "the archive is damaged"
        );
    }

    std::optional<std::string> next() override;
    void finish() override;

    std::optional<std::int64_t> time_unix() const override { return frame_.time_unix(); }

private:
    static la_ssize_t read_block(archive* archive, void* self, const void** block);
    std::string_view next_block();
    void rethrow_failure() override;

    std::unique_ptr<BlockStream> stream_;
    TarFrame frame_;
    std::uint64_t length_ = 0;  ///< of the tar so far
    std::exception_ptr failure_;  ///< of the stream, kept while libarchive's frames unwind
};

std::string_view TarSource::next_block() {
    const std::string_view block = stream_->next_block();
    if (length_ == 0 && is_compressed(block)) {
        refuse("the archive is compressed more than once");
    }
    length_ += block.size();
    check_ratio(length_);
    frame_.feed(block);
    return block;
}

la_ssize_t TarSource::read_block(archive* archive, void* self, const void** block) {
    auto& source = *static_cast<TarSource*>(self);
    try {
        const std::string_view bytes = source.next_block();
        *block = bytes.data();
        return static_cast<la_ssize_t>(bytes.size());
    } catch (...) {
        source.failure_ = std::current_exception();
        archive_set_error(archive, EIO, "the stream ended");  // NOLINT(*-vararg): its only form
        return -1;
    }
}

void TarSource::rethrow_failure() {
    if (failure_) {
        std::rethrow_exception(std::exchange(failure_, nullptr));
    }
}

/// libarchive reads ahead. What it says of an entry comes first, as it says it in a user's words.
std::optional<std::string> TarSource::next() {
    std::optional<std::string> path = ArchiveSource::next();
    const auto position = static_cast<std::uint64_t>(archive_filter_bytes(handle(), 0));
    if (frame_.fault() && frame_.fault()->offset <= position) {
        refuse(frame_.fault()->text);
    }
    return path;
}

/// libarchive takes the end of the stream for the end of the tar, and reads nothing behind the end
/// mark. So the rest is looked at here.
void TarSource::finish() {
    while (!frame_.fault() && !next_block().empty()) {
    }
    frame_.finish();
    if (frame_.fault()) {
        refuse(frame_.fault()->text);
    }
}

}  // namespace

std::unique_ptr<PackageSource> open_tar(
    ArchiveBytes archive,
    OpenStream open_stream,
    const ReadLimits& limits
) {
    const Utf8Locale locale;
    return std::make_unique<TarSource>(std::move(archive), open_stream, limits);
}

}  // namespace rollpack::packager::detail

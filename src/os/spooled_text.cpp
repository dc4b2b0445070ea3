#include "rollpack/os/spooled_text.hpp"

#include "rollpack/core/error.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <utility>

namespace rollpack::os {

namespace {

/// A file that is mapped, which the kernel reads again where it was told to forget.
class MappedFile final : public core::TextStore {
public:
    MappedFile(void* address, std::size_t size) noexcept
        : address_{address}
        , size_{size} {}

    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&&) = delete;
    MappedFile& operator=(MappedFile&&) = delete;

    ~MappedFile() override { static_cast<void>(munmap(address_, size_)); }

    std::string_view view() const noexcept override {
        return {static_cast<const char*>(address_), size_};
    }

    // Whole pages only; what is on the border of the part stays.
    void forget(std::string_view part) const noexcept override {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const auto offset = static_cast<std::size_t>(part.data() - view().data());
        const std::size_t begin = (offset + page - 1) / page * page;
        const std::size_t end = (offset + part.size()) / page * page;
        if (begin < end) {
            // A hint that is not taken costs memory, nothing else.
            static_cast<void>(
                madvise(static_cast<char*>(address_) + begin, end - begin, MADV_DONTNEED)
            );
        }
    }

private:
    void* address_;
    std::size_t size_;
};

/// /tmp is often in memory itself, which is what is to be spared.
std::filesystem::path folder_for_long_files() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program changes its environment
    const char* const chosen = std::getenv("TMPDIR");
    return chosen == nullptr || *chosen == '\0' ? "/var/tmp" : chosen;
}

}  // namespace

void SpooledText::append(std::string_view piece) {
    if (!file_ && !in_memory_ && buffer_.size() + piece.size() > longest_text_in_memory) {
        begin_file();
    }
    if (!file_) {
        buffer_ += piece;
        return;
    }
    write_to_file(piece);
}

void SpooledText::write_to_file(std::string_view piece) {
    try {
        write_all(file_, piece, folder_);
    } catch (const core::Error& error) {
        throw core::Error{
            error.code(),
            error.message(),
            "Long scripts are held there: set TMPDIR to a folder whose disk has room for them."};
    }
    filed_bytes_ += piece.size();
}

void SpooledText::begin_file() {
    folder_ = folder_for_long_files();
    std::string name = folder_ / "rollpack-text-XXXXXX";
    file_ = Descriptor{mkostemp(name.data(), O_CLOEXEC)};
    if (!file_) {
        in_memory_ = true;
        return;
    }
    static_cast<void>(unlink(name.c_str()));
    write_to_file(buffer_);
    buffer_ = {};
}

core::ScriptText SpooledText::finish() {
    if (!file_) {
        return core::ScriptText{std::move(buffer_)};
    }
    void* const address = mmap(nullptr, filed_bytes_, PROT_READ, MAP_SHARED, file_.number(), 0);
    if (address == MAP_FAILED) {
        throw core::Error{
            core::ErrorCode::internal,
            "a long text cannot be mapped: " + system_reason(errno)};
    }
    file_.reset();
    return core::ScriptText{std::make_shared<const MappedFile>(address, filed_bytes_)};
}

}  // namespace rollpack::os

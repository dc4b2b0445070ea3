#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <sys/types.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct archive;

namespace rollpack::packager::detail {

/// Writes an archive whose bytes depend on the calls only: every entry is a plain file of user 0 with
/// mode 0644 and the same time, and the seal is the end. The bytes go to `sink` as they are made.
class ArchiveWriter {
public:
    using Sink = std::function<void(std::string_view)>;

    /// `format` is not directory. `time_unix` dates the entries, but for a zip.
    ArchiveWriter(PackageFormat format, std::int64_t time_unix, Sink sink);
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;
    ArchiveWriter(ArchiveWriter&&) = delete;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;
    ~ArchiveWriter();

    /// @throws what the sink throws, or Error file_unwritable.
    void add(const std::string& name, std::string_view bytes);

    /// Writes the end. Without it the archive is not complete.
    void close();

private:
    struct Free {
        void operator()(archive* archive) const noexcept;
    };

    void prepare();
    void set_option(const char* module, const char* option, const char* value);
    void check(int status, std::string_view doing);
    void pass_on(std::string_view bytes);
    static ssize_t write_block(archive*, void* self, const void* bytes, std::size_t size);

    PackageFormat format_;
    std::int64_t time_unix_;
    Sink sink_;
    core::Sha256Stream digest_;  ///< of what the sink was given
    std::string held_;  ///< the last bytes, which the seal may replace
    std::exception_ptr failure_;  ///< of the sink, kept while libarchive's frames unwind
    std::unique_ptr<archive, Free> archive_;
};

}  // namespace rollpack::packager::detail

#pragma once

#include "rollpack/executor/keeping.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::json {
class ObjectWriter;
}  // namespace rollpack::json

namespace rollpack::os {
class GzipFile;
}  // namespace rollpack::os

namespace rollpack::app {

/// Keeps data in a folder of files: for each table "schema.table.copy.gz", the text form of COPY, and
/// beside them "kept.json" (schemas/kept-files-v1.schema.json) and "restore.sql" for psql. Everything
/// is synced to disk before the run is committed; when it is not, the folder is as it was before.
class KeepFolder final : public executor::KeepSink {
public:
    /// Makes the folder where it is missing. @throws Error file_unwritable, also for a folder that is
    /// not empty.
    explicit KeepFolder(std::filesystem::path folder);
    ~KeepFolder() override;
    KeepFolder(const KeepFolder&) = delete;
    KeepFolder& operator=(const KeepFolder&) = delete;
    KeepFolder(KeepFolder&&) = delete;
    KeepFolder& operator=(KeepFolder&&) = delete;

    void begin(const core::KeptTable& table) override;
    void write(std::string_view bytes) override;
    void end(std::int64_t rows) override;
    void commit(const executor::KeptRun& run) override;
    void discard() noexcept override;

    const std::filesystem::path& path() const noexcept { return folder_; }

private:
    struct File {
        std::string name;
        std::int64_t rows = 0;
        std::uint64_t size_bytes = 0;
    };

    std::string file_name(const core::KeptTable& table) const;
    std::string manifest(const executor::KeptRun& run) const;
    void write_table(json::ObjectWriter& item, std::size_t index) const;
    void write_beside(const std::string& name, const std::string& text);

    std::filesystem::path folder_;
    bool made_ = false;  ///< the folder was not there
    bool committed_ = false;
    std::vector<core::KeptTable> tables_;
    std::vector<File> files_;
    std::vector<std::string> written_;  ///< names of all files, for discard()
    std::unique_ptr<os::GzipFile> open_;
};

}  // namespace rollpack::app

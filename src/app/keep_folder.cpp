#include "rollpack/app/keep_folder.hpp"

#include "detail/document_text.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/os/files.hpp"
#include "rollpack/os/gzip_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace rollpack::app {

namespace {

constexpr std::string_view suffix = ".copy.gz";
constexpr std::size_t longest_stem = 180;  // file systems allow 255 bytes
constexpr std::size_t digest_digits = 8;

// restore.sql names the files in a command of the shell.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '.';
}

}  // namespace

KeepFolder::KeepFolder(std::filesystem::path folder)
    : folder_(std::move(folder)) {
    std::error_code fault;
    made_ = std::filesystem::create_directories(folder_, fault);
    if (fault) {
        os::cannot_write(folder_, fault.value());
    }
    const bool is_empty = std::filesystem::is_empty(folder_, fault);
    if (fault) {
        os::cannot_write(folder_, fault.value());
    }
    if (!is_empty) {
        throw core::Error(
            core::ErrorCode::file_unwritable,
            fmt::format("the folder {} is not empty", folder_.string()),
            "Name a folder for the kept data that is not there yet, or an empty one."
        );
    }
}

KeepFolder::~KeepFolder() {
    if (!committed_) {
        discard();
    }
}

std::string KeepFolder::file_name(const core::KeptTable& table) const {
    const std::string full = table.schema + "." + table.name;
    std::string stem = full.substr(0, longest_stem);
    std::ranges::replace_if(
        stem,
        [](char c) { return !is_plain(c); },
        '_'
    );
    const bool taken = std::ranges::find(files_, stem + std::string{suffix}, &File::name)
        != files_.end();
    // A name that begins with a dot would be hidden, or an option's once it begins with a dash.
    if (stem != full || taken || stem.starts_with('.')) {
        const std::string digest =
            core::sha256(table.schema + std::string(1, '\0') + table.name).hex();
        stem = "table_" + stem + "_" + digest.substr(0, digest_digits);
    }
    return stem.append(suffix);
}

void KeepFolder::begin(const core::KeptTable& table) {
    File file{file_name(table)};
    open_ = std::make_unique<os::GzipFile>(folder_ / file.name);
    written_.push_back(file.name);
    tables_.push_back(table);
    files_.push_back(std::move(file));
}

void KeepFolder::write(std::string_view bytes) {
    open_->append(bytes);
}

void KeepFolder::end(std::int64_t rows) {
    open_->finish();
    files_.back().rows = rows;
    files_.back().size_bytes = open_->size_bytes();
    open_.reset();
}

std::string KeepFolder::manifest(const executor::KeptRun& run) const {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.member("run_id", run.run_id);
        root.member("package", run.package);
        detail::text(root, "database", run.database);
        root.member(
            "from_version",
            run.from_version ? std::optional{run.from_version->text()} : std::nullopt
        );
        root.member("target_version", run.target_version.text());
        root.member("kept_at", run.kept_at);
        detail::text(root, "kept_by", run.kept_by);
        root.array("tables", [&](json::ArrayWriter& tables) {
            for (std::size_t i = 0; i < tables_.size(); ++i) {
                tables.object([&](json::ObjectWriter& item) { write_table(item, i); });
            }
        });
    });
}

void KeepFolder::write_table(json::ObjectWriter& item, std::size_t index) const {
    const core::KeptTable& table = tables_[index];
    const File& file = files_[index];
    detail::text(item, "schema", table.schema);
    detail::text(item, "name", table.name);
    item.member("file", file.name);
    item.member("rows", file.rows);
    item.member("size_bytes", file.size_bytes);
    item.objects(
        "columns",
        table.columns,
        [](json::ObjectWriter& column, const core::LiveColumn& kept) {
            detail::text(column, "name", kept.name);
            detail::text(column, "type", kept.type);
            column.member("generated", kept.is_generated);
        }
    );
    item.strings("key", table.key);
    item.strings("lost_columns", table.lost_columns);
}

void KeepFolder::write_beside(const std::string& name, const std::string& text) {
    written_.push_back(name);
    os::write_file(folder_ / name, text);
}

void KeepFolder::commit(const executor::KeptRun& run) {
    std::vector<std::string> names;
    std::ranges::transform(files_, std::back_inserter(names), &File::name);
    write_beside("kept.json", manifest(run));
    write_beside("restore.sql", executor::restore_script_from_files(run, tables_, names));
    os::sync_folder(folder_);
    const std::filesystem::path parent = folder_.lexically_normal().parent_path();
    os::sync_folder(parent.empty() ? std::filesystem::path{"."} : parent);
    committed_ = true;
}

void KeepFolder::discard() noexcept {
    open_.reset();
    // What cannot be removed stays: there is nobody to tell, and it holds only a copy.
    std::error_code ignored;
    for (const std::string& name : written_) {
        std::filesystem::remove(folder_ / name, ignored);
    }
    if (made_) {
        std::filesystem::remove(folder_, ignored);
    }
    written_.clear();
    tables_.clear();
    files_.clear();
    made_ = false;
}

}  // namespace rollpack::app

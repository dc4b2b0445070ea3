#include "detail/contents.hpp"

#include "detail/describe.hpp"
#include "detail/documents.hpp"
#include "detail/layout.hpp"

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

void add_script(std::vector<PackedFile>& files, const std::string& path, std::string_view text) {
    files.push_back({std::string{scripts_folder} + path, text});
}

void add_scripts(std::vector<PackedFile>& files, const core::Selection& selection) {
    for (const core::UndoScript& undo : selection.undo) {
        add_script(files, undo.script.path, undo.script.text);
    }
    for (const core::Script& script : selection.versioned) {
        add_script(files, script.path, script.text);
    }
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script) {
            add_script(files, repeatable.script->path, repeatable.script->text);
        }
    }
    for (const core::Script& script : selection.callbacks) {
        add_script(files, script.path, script.text);
    }
    for (const core::ConfigFile& file : selection.script_configs) {
        add_script(files, file.path, file.text);
    }
}

}  // namespace

Contents::Contents(const core::Selection& selection)
    : runbook_(make_runbook(selection))
    , flyway_toml_(make_flyway_toml(selection)) {
    const core::Sha256 runbook_sha256 = core::sha256(runbook_);
    const core::Sha256 flyway_toml_sha256 = core::sha256(flyway_toml_);
    const Manifest manifest = describe_with(selection, runbook_sha256, flyway_toml_sha256);
    folder_ = manifest.package;
    content_sha256_ = manifest.content_sha256;
    manifest_json_ = to_json(manifest);

    std::vector<FileDigest> digests = content_digests(manifest, runbook_sha256, flyway_toml_sha256);
    digests.push_back({manifest_path, core::sha256(manifest_json_)});
    sums_ = digest_lines(std::move(digests));
    sums_sha256_ = core::sha256(sums_);

    files_.reserve(manifest.files.size() + 4);
    files_.push_back({std::string{manifest_path}, manifest_json_});
    files_.push_back({std::string{sums_path}, sums_});
    files_.push_back({std::string{runbook_path}, runbook_});
    files_.push_back({std::string{flyway_toml_path}, flyway_toml_});
    add_scripts(files_, selection);
    std::ranges::sort(files_.begin() + 1, files_.end(), {}, &PackedFile::path);
}

std::uint64_t Contents::size_bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const PackedFile& file : files_) {
        sum += file.bytes.size();
    }
    return sum;
}

}  // namespace rollpack::packager::detail

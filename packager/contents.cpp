#include "detail/contents.hpp"

#include "detail/describe.hpp"
#include "detail/digests.hpp"
#include "detail/documents.hpp"
#include "detail/layout.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

std::vector<FileDigest> digests_of(const std::vector<PackedFile>& files) {
    std::vector<FileDigest> digests;
    digests.reserve(files.size());
    for (const PackedFile& file : files) {
        digests.push_back({file.path, file.sha256});
    }
    return digests;
}

}  // namespace

// The steps are in the order that needs least memory: the manifest's records, the JSON made of them
// and the list of digests are each as large as all scripts together, and never there at once.
Contents::Contents(const core::Selection& selection, const PackageNotes& notes)
    : runbook_(make_runbook(selection, notes))
    , flyway_toml_(make_flyway_toml(selection)) {
    const std::vector<PackedScript> scripts = packed_scripts(selection);
    static_cast<void>(checked_manifest(selection, scripts));
    files_.reserve(scripts.size() + 5);
    for (const PackedScript& script : scripts) {
        files_.push_back(
            {std::string{scripts_folder} + script.path(), script.bytes(), script.sha256()}
        );
    }
    add_document(runbook_path, runbook_);
    add_document(flyway_toml_path, flyway_toml_);
    add_document(repeatables_diff_path, notes.repeatables_diff);
    content_sha256_ = core::sha256(digest_lines(digests_of(files_)));
    add_manifest(selection, scripts);
    add_document(manifest_path, manifest_json_);
    sums_ = digest_lines(digests_of(files_));
    add_document(sums_path, sums_);
    std::ranges::sort(files_, {}, [](const PackedFile& file) {
        return std::pair{file.path != manifest_path, std::string_view{file.path}};
    });
}

void Contents::add_document(std::string_view path, std::string_view text) {
    const std::uint64_t limit = ReadLimits{}.manifest_bytes;
    if (text.size() > limit) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            fmt::format("{} of {} files is over {} bytes", path, files_.size(), limit),
            "No rollpack would open such a package: choose a later target, or fewer locations."
        );
    }
    files_.push_back({std::string{path}, text, core::sha256(text)});
}

void Contents::add_manifest(
    const core::Selection& selection,
    const std::vector<PackedScript>& scripts
) {
    Manifest head = manifest_head(selection);
    head.content_sha256 = content_sha256_;
    manifest_json_ = manifest_json(head, scripts);
    folder_ = std::move(head.package);
}

std::uint64_t Contents::size_bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const PackedFile& file : files_) {
        sum += file.bytes.size();
    }
    return sum;
}

}  // namespace rollpack::packager::detail

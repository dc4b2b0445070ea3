#include "detail/contents.hpp"

#include "detail/describe.hpp"
#include "detail/digests.hpp"
#include "detail/documents.hpp"
#include "detail/layout.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

Contents::Contents(PackageDocuments documents, const core::RecordedRehearsal* rehearsal)
    : documents_(std::move(documents)) {
    if (rehearsal != nullptr) {
        rehearsal_ = manifest_rehearsal(*rehearsal);
        rehearsal_json_ = to_json(*rehearsal);
    }
}

Contents::Contents(const core::Selection& selection, const PackageNotes& notes)
    : Contents(
        {make_runbook(selection, notes), notes.repeatables_diff, make_flyway_toml(selection)},
        notes.rehearsal ? &*notes.rehearsal : nullptr
    ) {
    Manifest head = manifest_head(selection);
    if (notes.rehearsal) {
        core::add_rehearsed_objects(head.repeatables, notes.rehearsal->repeatables);
    }
    fill(selection, std::move(head));
}

Contents::Contents(const VerifiedPackage& package, const core::RecordedRehearsal& rehearsal)
    : Contents(package.documents(), &rehearsal) {
    Manifest head = manifest_head(package.selection());
    head.tool_version = package.manifest().tool_version;
    if (package.rehearsal()) {
        core::remove_rehearsed_objects(head.repeatables, package.rehearsal()->repeatables);
    }
    core::add_rehearsed_objects(head.repeatables, rehearsal.repeatables);
    fill(package.selection(), std::move(head));
}

// The steps are in the order that needs least memory: the manifest's records, the JSON made of them
// and the list of digests are each as large as all scripts together, and never there at once.
void Contents::fill(const core::Selection& selection, Manifest head) {
    constexpr ReadLimits limits;
    const std::vector<PackedScript> scripts = packed_scripts(selection);
    head.rehearsal = rehearsal_;
    static_cast<void>(checked_manifest(head, scripts));
    files_.reserve(scripts.size() + 6);
    for (const PackedScript& script : scripts) {
        files_.push_back(
            {std::string{scripts_folder} + script.path(), script.bytes(), script.sha256()}
        );
    }
    add_document(runbook_path, documents_.runbook, limits.manifest_bytes);
    add_document(flyway_toml_path, documents_.flyway_toml, limits.manifest_bytes);
    add_document(repeatables_diff_path, documents_.repeatables_diff, limits.manifest_bytes);
    if (rehearsal_) {
        add_document(rehearsal_path, rehearsal_json_, limits.rehearsal_bytes);
    }
    content_sha256_ = core::sha256(digest_lines(digests_of(files_)));
    add_manifest(std::move(head), scripts);
    add_document(manifest_path, manifest_json_, limits.manifest_bytes);
    sums_ = digest_lines(digests_of(files_));
    add_document(sums_path, sums_, limits.manifest_bytes);
    std::ranges::sort(files_, {}, [](const PackedFile& file) {
        return std::pair{file.path != manifest_path, std::string_view{file.path}};
    });
}

void Contents::add_document(std::string_view path, std::string_view text, std::uint64_t limit) {
    if (text.size() > limit) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            fmt::format("{} of {} files is over {} bytes", path, files_.size(), limit),
            "No rollpack would open such a package: choose a later target, or fewer locations."
        );
    }
    files_.push_back({std::string{path}, text, core::sha256(text)});
}

void Contents::add_manifest(Manifest head, const std::vector<PackedScript>& scripts) {
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

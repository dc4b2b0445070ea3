#include "detail/package_contents.hpp"

#include "detail/assemble.hpp"
#include "detail/composed_names.hpp"
#include "detail/digests.hpp"
#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "detail/manifest_rules.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/os/spooled_text.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace rollpack::packager::detail {

namespace {

[[noreturn]] void refuse(std::string message) {
    throw core::Error(core::ErrorCode::package_invalid, std::move(message));
}

std::vector<std::string> paths_of(const Manifest& manifest) {
    std::vector<std::string> paths;
    paths.reserve(manifest.files.size());
    for (const ManifestFile& file : manifest.files) {
        paths.push_back(file.path);
    }
    return paths;
}

/// Reads the files of a package and checks each against the manifest.
class Intake {
public:
    Intake(PackageSource& source, const ReadLimits& limits)
        : source_(source)
        , limits_(limits)
        , manifest_json_(read_manifest_json())
        , manifest_(
              core::in_context("manifest.json", [&] { return parse_manifest(manifest_json_); })
          )
        , texts_(manifest_.files.size())
        , composed_paths_(composed_paths(paths_of(manifest_))) {
        check_folder();
        check_sizes();
    }

    void read_files();

    const Manifest& manifest() const noexcept { return manifest_; }

    std::vector<core::ScriptText> take_texts();

    PackageDocuments take_documents() {
        return {*std::move(runbook_), *std::move(repeatables_diff_), *std::move(flyway_toml_)};
    }

    std::optional<core::RecordedRehearsal> take_rehearsal();

    core::Sha256 sums_sha256() const { return core::sha256(*sums_); }

private:
    using Text = std::optional<std::string>;

    std::string read_manifest_json();
    void check_folder() const;
    void check_time() const;
    void check_sizes() const;
    void read_document(Text& document, const std::string& path, std::uint64_t limit);

    void read_document(Text& document, const std::string& path) {
        read_document(document, path, limits_.manifest_bytes);
    }

    std::optional<std::size_t> index_of(const std::string& path) const;
    void read_script(const std::string& path);
    void check_complete() const;
    void check_digests() const;

    PackageSource& source_;
    const ReadLimits& limits_;
    std::string manifest_json_;
    Manifest manifest_;
    std::vector<std::optional<core::ScriptText>> texts_;  ///< of manifest_.files
    std::vector<std::string> composed_paths_;  ///< of manifest_.files
    Text sums_;
    Text runbook_;
    Text flyway_toml_;
    Text repeatables_diff_;
    Text rehearsal_json_;
};

std::string Intake::read_manifest_json() {
    const std::optional<std::string> first = source_.next();
    if (first != manifest_path) {
        refuse("the first entry is not manifest.json");
    }
    return source_.read_whole(limits_.manifest_bytes);
}

void Intake::check_folder() const {
    const std::optional<std::string> folder = source_.folder();
    if (folder && *folder != manifest_.package) {
        refuse(fmt::format(
            "the entries are in the folder '{}' and not in '{}'",
            printable(*folder),
            manifest_.package
        ));
    }
}

void Intake::check_time() const {
    const std::int64_t committed_at = manifest_.release.release.committed_at_unix;
    if (source_.time_unix().value_or(committed_at) != committed_at) {
        refuse("the entries are not dated with the time of the release's commit");
    }
}

/// Before anything is read: no size that the manifest promises may go over a limit.
void Intake::check_sizes() const {
    if (manifest_.files.size() > limits_.entries) {
        refuse(fmt::format("the package has more than {} files", limits_.entries));
    }
    std::uint64_t total = 0;
    for (const ManifestFile& file : manifest_.files) {
        if (file.size_bytes > limits_.file_bytes) {
            refuse_entry(file.path, fmt::format("is over {} bytes", limits_.file_bytes));
        }
        if (file.size_bytes > limits_.total_bytes - total) {
            refuse(fmt::format("the files are over {} bytes together", limits_.total_bytes));
        }
        total += file.size_bytes;
    }
}

void Intake::read_files() {
    while (const std::optional<std::string> path = source_.next()) {
        if (*path == sums_path) {
            read_document(sums_, *path);
        } else if (*path == runbook_path) {
            read_document(runbook_, *path);
        } else if (*path == flyway_toml_path) {
            read_document(flyway_toml_, *path);
        } else if (*path == repeatables_diff_path) {
            read_document(repeatables_diff_, *path);
        } else if (*path == rehearsal_path && manifest_.rehearsal) {
            read_document(rehearsal_json_, *path, limits_.rehearsal_bytes);
        } else {
            read_script(*path);
        }
    }
    source_.finish();
    check_time();
    check_complete();
    check_digests();
}

void Intake::read_document(Text& document, const std::string& path, std::uint64_t limit) {
    if (document) {
        refuse_entry(path, "is there twice");
    }
    document = source_.read_whole(limit);
}

/// An archive's names come composed, a folder's as they are.
std::optional<std::size_t> Intake::index_of(const std::string& path) const {
    if (const auto index = find_file(manifest_, path)) {
        return index;
    }
    const auto found = std::ranges::find(composed_paths_, path);
    if (found == composed_paths_.end() || !source_.folder()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - composed_paths_.begin());
}

void Intake::read_script(const std::string& path) {
    const auto index = index_of(path);
    if (!index) {
        refuse_entry(path, path == manifest_path ? "is there twice" : "is not in the manifest");
    }
    if (texts_[*index]) {
        refuse_entry(path, "is there twice");
    }
    const ManifestFile& file = manifest_.files[*index];
    core::Sha256Stream digest;
    os::SpooledText spool;
    source_.read(file.size_bytes, [&](std::string_view piece) {
        digest.update(piece);
        spool.append(piece);
    });
    core::ScriptText text = spool.finish();
    if (text.size() != file.size_bytes) {
        refuse_entry(path, "is shorter than the manifest says");
    }
    if (digest.finish() != file.sha256) {
        refuse_entry(path, "does not have the SHA-256 that the manifest says");
    }
    texts_[*index] = std::move(text);
}

void Intake::check_complete() const {
    const auto require = [](const auto& text, std::string_view path) {
        if (!text) {
            refuse(fmt::format("'{}' is missing", printable(path)));
        }
    };
    require(sums_, sums_path);
    require(runbook_, runbook_path);
    require(flyway_toml_, flyway_toml_path);
    require(repeatables_diff_, repeatables_diff_path);
    if (manifest_.rehearsal) {
        require(rehearsal_json_, rehearsal_path);
    }
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        require(texts_[i], manifest_.files[i].path);
    }
}

void Intake::check_digests() const {
    DocumentDigests documents{
        core::sha256(*runbook_),
        core::sha256(*flyway_toml_),
        core::sha256(*repeatables_diff_)};
    if (rehearsal_json_) {
        documents.rehearsal = core::sha256(*rehearsal_json_);
    }
    std::vector<FileDigest> digests = content_digests(manifest_, documents);
    if (core::sha256(digest_lines(digests)) != manifest_.content_sha256) {
        refuse(fmt::format(
            "RUNBOOK.md, flyway.toml, repeatables.diff{} or content_sha256 was changed: the content "
            "digest differs",
            rehearsal_json_ ? ", rehearsal.json" : ""
        ));
    }
    digests.push_back({manifest_path, core::sha256(manifest_json_)});
    if (digest_lines(std::move(digests)) != *sums_) {
        refuse("SHA256SUMS is not the list of the files' digests");
    }
}

std::optional<core::RecordedRehearsal> Intake::take_rehearsal() {
    if (!rehearsal_json_) {
        return std::nullopt;
    }
    core::RecordedRehearsal rehearsal = core::in_context(rehearsal_path, [&] {
        return parse_rehearsal(*rehearsal_json_);
    });
    rehearsal_json_.reset();
    if (manifest_rehearsal(rehearsal) != manifest_.rehearsal) {
        refuse_entry(std::string{rehearsal_path}, "is not what the manifest says of it");
    }
    const auto& versions = rehearsal.versions;
    if (!versions.empty() && versions.front().version <= manifest_.target.version) {
        refuse_entry(std::string{rehearsal_path}, "has a version that is not above the target");
    }
    std::vector<ManifestRepeatable> repeatables = manifest_.repeatables;
    for (ManifestRepeatable& repeatable : repeatables) {
        repeatable.are_objects_rehearsed = false;
    }
    core::remove_rehearsed_objects(repeatables, rehearsal.repeatables);
    core::add_rehearsed_objects(repeatables, rehearsal.repeatables);
    if (repeatables != manifest_.repeatables) {
        refuse_entry(
            std::string{rehearsal_path},
            "saw other objects of repeatables than the manifest says"
        );
    }
    return rehearsal;
}

std::vector<core::ScriptText> Intake::take_texts() {
    std::vector<core::ScriptText> texts;
    texts.reserve(texts_.size());
    for (std::optional<core::ScriptText>& text : texts_) {
        texts.push_back(*std::move(text));
    }
    return texts;
}

}  // namespace

PackageContents read_contents(PackageSource& source, const ReadLimits& limits) {
    Intake intake{source, limits};
    intake.read_files();
    const core::Sha256 sums_sha256 = intake.sums_sha256();
    core::Selection selection = assemble(intake.manifest(), intake.take_texts());
    std::optional<core::RecordedRehearsal> rehearsal = intake.take_rehearsal();
    return {
        intake.manifest(),
        std::move(selection),
        intake.take_documents(),
        std::move(rehearsal),
        sums_sha256};
}

}  // namespace rollpack::packager::detail

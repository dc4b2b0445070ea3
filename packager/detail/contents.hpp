#pragma once

#include "detail/describe.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_notes.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::packager::detail {

/// A file as it goes into the package's folder.
struct PackedFile {
    std::string path;
    std::string_view bytes;
    core::Sha256 sha256;
};

/// Everything that is written for a selection. Refers to the scripts' texts, so whoever has them has to
/// outlive it.
class Contents {
public:
    /// @throws Error checks_failed when a document is larger than what a reader accepts.
    Contents(const core::Selection& selection, const PackageNotes& notes);

    /// What is in an opened package, but for its rehearsal. @throws as above.
    Contents(const VerifiedPackage& package, const core::RecordedRehearsal& rehearsal);
    Contents(const Contents&) = delete;
    Contents& operator=(const Contents&) = delete;
    Contents(Contents&&) = delete;
    Contents& operator=(Contents&&) = delete;
    ~Contents() = default;

    /// The package's folder, "Rollback-V123".
    const std::string& folder() const noexcept { return folder_; }

    /// manifest.json first, the others by path.
    const std::vector<PackedFile>& files() const noexcept { return files_; }

    const core::Sha256& content_sha256() const noexcept { return content_sha256_; }

    /// Of SHA256SUMS.
    core::Sha256 sums_sha256() const { return core::sha256(sums_); }

    std::uint64_t size_bytes() const noexcept;

private:
    Contents(PackageDocuments documents, const core::RecordedRehearsal* rehearsal);
    void fill(const core::Selection& selection, Manifest head);
    void add_document(std::string_view path, std::string_view text, std::uint64_t limit);
    void add_manifest(Manifest head, const std::vector<PackedScript>& scripts);

    std::string folder_;
    std::string manifest_json_;
    std::string sums_;
    PackageDocuments documents_;
    std::optional<ManifestRehearsal> rehearsal_;
    std::string rehearsal_json_;
    std::vector<PackedFile> files_;
    core::Sha256 content_sha256_;
};

}  // namespace rollpack::packager::detail

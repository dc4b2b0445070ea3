#include "rollpack/packager/package_reader.hpp"

#include "detail/digest_file.hpp"
#include "detail/entry_name.hpp"
#include "detail/package_contents.hpp"
#include "rollpack/core/error.hpp"

#include <algorithm>
#include <vector>

namespace rollpack::packager {

namespace {

using core::ErrorCode;

constexpr std::string_view rebuild_hint =
    "Get the package again from where it was published, or build it again.";

/// Damage is mended in one way, whatever was found.
core::Error with_hint(const core::Error& error) {
    if (error.code() != ErrorCode::package_invalid || !error.hint().empty()) {
        return error;
    }
    core::Error hinted(error.code(), error.message(), std::string{rebuild_hint});
    std::vector<std::string> innermost_first = error.context();
    std::ranges::reverse(innermost_first);
    for (std::string& doing : innermost_first) {
        hinted.add_context(std::move(doing));
    }
    return hinted;
}

/// An archive's was compared with the digest file already, before anything in it was looked at.
core::Sha256 digest_of(
    const detail::PackageSource& source,
    const detail::PackageContents& contents,
    const std::filesystem::path& artifact
) {
    if (const auto digest = source.artifact_sha256()) {
        return *digest;
    }
    detail::check_digest_file(artifact, contents.sums_sha256);
    return contents.sums_sha256;
}

}  // namespace

VerifiedPackage::VerifiedPackage(
    Manifest manifest,
    core::Selection selection,
    PackageDocuments documents,
    std::optional<core::RecordedRehearsal> rehearsal,
    core::Sha256 artifact_sha256
)
    : manifest_(std::move(manifest))
    , selection_(std::move(selection))
    , documents_(std::move(documents))
    , rehearsal_(std::move(rehearsal))
    , artifact_sha256_(artifact_sha256) {}

VerifiedPackage open_package(
    const std::filesystem::path& artifact,
    const ReadLimits& limits,
    const BytesCheck& check_bytes
) {
    return core::in_context("opening " + detail::printable(artifact.string()), [&] {
        try {
            const auto source = detail::open_source(artifact, limits, check_bytes);
            detail::PackageContents contents = detail::read_contents(*source, limits);
            const core::Sha256 digest = digest_of(*source, contents, artifact);
            return VerifiedPackage{
                std::move(contents.manifest),
                std::move(contents.selection),
                std::move(contents.documents),
                std::move(contents.rehearsal),
                digest};
        } catch (const core::Error& error) {
            throw with_hint(error);
        }
    });
}

}  // namespace rollpack::packager

#include "detail/rebuild.hpp"

#include "detail/first_error.hpp"
#include "detail/packable.hpp"
#include "detail/pinned_release.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/git/repository.hpp"
#include "rollpack/json/differences.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

namespace rollpack::app::detail {

namespace {

using packager::Manifest;
using packager::ManifestFile;
using packager::PackageFormat;
using packager::VerifiedPackage;

std::optional<PackageFormat> format_of(const std::filesystem::path& artifact) {
    if (std::filesystem::is_directory(artifact)) {
        return PackageFormat::directory;
    }
    for (const PackageFormat format :
         {PackageFormat::tar_gz, PackageFormat::tar_zst, PackageFormat::zip}) {
        if (artifact.string().ends_with(packager::suffix(format))) {
            return format;
        }
    }
    return std::nullopt;
}

Packable read_again(
    const VerifiedPackage& package,
    const std::filesystem::path& directory,
    std::vector<std::string>& notes,
    core::Observer& observer
) {
    const Manifest& manifest = package.manifest();
    auto repository = git::Repository::open(directory);
    const ResolvedReleases releases{
        pinned_release(repository, manifest.release.release, notes),
        pinned_release(repository, manifest.target.release, notes)};
    core::Findings findings(manifest.parameters.allowed);
    Packable packable =
        read_packable(repository, manifest.parameters, releases, findings, observer);
    const std::vector<core::Finding> found = findings.sorted();
    if (const core::Finding* const error = first_error(found)) {
        throw core::Error(
            core::ErrorCode::rebuild_differs,
            fmt::format("the repository gives no package: {}: {}", error->subject, error->message),
            "The package cannot have been built from these commits with these options."
        );
    }
    packable.selection.accepted = found;
    return packable;
}

void compare_files(
    const Manifest& packaged,
    const Manifest& rebuilt,
    std::vector<Difference>& differences
) {
    std::map<std::string, std::array<const ManifestFile*, 2>> files;
    for (const ManifestFile& file : packaged.files) {
        files[file.path][0] = &file;
    }
    for (const ManifestFile& file : rebuilt.files) {
        files[file.path][1] = &file;
    }
    for (const auto& [path, sides] : files) {
        const auto [ours, theirs] = sides;
        if (ours == nullptr) {
            differences.push_back({path, "missing", "", theirs->sha256.hex()});
        } else if (theirs == nullptr) {
            differences.push_back({path, "added", ours->sha256.hex(), ""});
        } else if (ours->sha256 != theirs->sha256) {
            differences.push_back({path, "content", ours->sha256.hex(), theirs->sha256.hex()});
        } else if (ours->origin != theirs->origin) {
            differences.push_back(
                {path,
                 "origin",
                 ours->origin.path + " " + ours->origin.blob.hex(),
                 theirs->origin.path + " " + theirs->origin.blob.hex()}
            );
        }
    }
}

void compare_documents(
    const VerifiedPackage& packaged,
    const VerifiedPackage& rebuilt,
    std::vector<Difference>& differences
) {
    const auto compare =
        [&](const std::string& path, const std::string& left, const std::string& right) {
            if (left != right) {
                differences.push_back(
                    {path, "content", core::sha256(left).hex(), core::sha256(right).hex()}
                );
            }
        };
    const packager::PackageDocuments& ours = packaged.documents();
    const packager::PackageDocuments& theirs = rebuilt.documents();
    compare("RUNBOOK.md", ours.runbook, theirs.runbook);
    compare("repeatables.diff", ours.repeatables_diff, theirs.repeatables_diff);
    compare("flyway.toml", ours.flyway_toml, theirs.flyway_toml);
}

std::set<std::string> common_paths(const Manifest& left, const Manifest& right) {
    std::set<std::string> all;
    for (const ManifestFile& file : left.files) {
        all.insert(file.path);
    }
    std::set<std::string> common;
    for (const ManifestFile& file : right.files) {
        if (all.contains(file.path)) {
            common.insert(file.path);
        }
    }
    return common;
}

/// The other members. Files have been compared by path, and the content digest follows from them.
void compare_manifests(
    const Manifest& packaged,
    const Manifest& rebuilt,
    std::vector<Difference>& differences
) {
    Manifest ours = packaged;
    Manifest theirs = rebuilt;
    const std::set<std::string> in_both = common_paths(packaged, rebuilt);
    for (Manifest* manifest : {&ours, &theirs}) {
        std::erase_if(manifest->files, [&](const ManifestFile& file) {
            return !in_both.contains(file.path);
        });
        for (ManifestFile& file : manifest->files) {
            file.sha256 = {};
            file.size_bytes = 0;
            file.flyway_checksum.reset();
            file.origin = {packaged.target.release.commit, packaged.target.release.commit, ""};
        }
        manifest->content_sha256 = {};
    }
    for (json::Difference& member :
         json::differences(packager::to_json(ours), packager::to_json(theirs))) {
        differences.push_back(
            {std::move(member.path), "member", std::move(member.left), std::move(member.right)}
        );
    }
}

}  // namespace

Rebuild rebuild(
    const VerifiedPackage& package,
    const std::filesystem::path& artifact,
    const std::filesystem::path& repository,
    core::Observer& observer
) {
    Rebuild result;
    const Manifest& packaged = package.manifest();
    if (packaged.tool_version != ROLLPACK_VERSION) {
        result.notes.push_back(fmt::format(
            "the package was built by rollpack {}, this is {}",
            packaged.tool_version,
            ROLLPACK_VERSION
        ));
    }
    Packable packable = read_again(package, repository, result.notes, observer);
    if (package.rehearsal()) {
        packable.notes.rehearsal = package.rehearsal();
        result.notes.push_back("the rehearsal was taken over from the package and was not repeated"
        );
    }
    const std::optional<PackageFormat> format = format_of(artifact);
    const os::TemporaryFolder folder("rollpack-rebuild");
    observer.on(core::PhaseStarted{"building the package again"});
    const packager::WrittenPackage written = packager::write_package(
        packable.selection,
        packable.notes,
        format.value_or(PackageFormat::tar_gz),
        folder.path(),
        observer
    );
    result.bytes_compared = format.has_value();
    result.same_bytes = result.bytes_compared
        && written.artifact_sha256 == package.artifact_sha256();
    if (result.same_bytes) {
        return result;
    }
    observer.on(core::PhaseStarted{"comparing"});
    const VerifiedPackage rebuilt = packager::open_package(written.artifact);
    compare_files(packaged, rebuilt.manifest(), result.differences);
    compare_documents(package, rebuilt, result.differences);
    compare_manifests(packaged, rebuilt.manifest(), result.differences);
    return result;
}

}  // namespace rollpack::app::detail

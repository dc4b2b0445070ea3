#include "rollpack/app/build.hpp"

#include "detail/packable.hpp"
#include "detail/rehearsal_database.hpp"
#include "rollpack/app/rehearsal_durations.hpp"
#include "rollpack/git/repository.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

core::Release find_target(
    const git::Repository& repository,
    const BuildRequest& request,
    const core::Version& version
) {
    if (request.target_ref) {
        return repository.resolve(*request.target_ref);
    }
    if (!request.tag_patterns.empty()) {
        return repository.find_release(version, request.tag_patterns);
    }
    return repository.find_release(version, git::Repository::default_tag_patterns());
}

core::BuildParameters parameters_of(const BuildRequest& request, const std::string& project) {
    return {
        project,
        request.release,
        request.target_version,
        request.target_ref,
        request.tag_patterns,
        request.configs,
        request.overrides,
        request.allowed,
        request.require_signed_tag};
}

/// With `--require-signed-tag`: what git says of each release's signature.
void check_signature(
    const git::Repository& repository,
    core::Release& release,
    core::Findings& findings
) {
    git::SignatureCheck check = repository.check_signature(release);
    if (check.verified) {
        release.signature = std::move(check.verified);
        return;
    }
    findings.add(
        core::FindingCode::signature_unverified,
        release.ref,
        fmt::format(
            "git does not verify the signature of the {}: {}",
            release.tag_object ? "tag" : "commit, and the name is no annotated tag",
            check.reason
        ),
        release.tag_object ? "`git verify-tag " + release.ref
                + "` must succeed: sign the tag, and tell git whose keys are trusted."
                           : "Name a signed tag with --release or --target-ref, or sign the commit."
    );
}

/// The repository is closed again afterwards, which gives its memory back before the package takes its
/// own.
detail::Packable read_packable(
    const BuildRequest& request,
    core::Findings& findings,
    core::Observer& observer
) {
    const core::Version version = detail::require_version(request.target_version);

    observer.on(core::PhaseStarted{"resolving the releases"});
    auto repository = git::Repository::open(request.repository);
    detail::ResolvedReleases releases{
        repository.resolve(request.release),
        find_target(repository, request, version)};
    if (request.require_signed_tag) {
        observer.on(core::PhaseStarted{"checking the signatures of the releases"});
        check_signature(repository, releases.release, findings);
        check_signature(repository, releases.target, findings);
    }
    return detail::read_packable(
        repository,
        parameters_of(request, repository.folder()),
        releases,
        findings,
        observer
    );
}

/// The artifact's provenance, beside it.
std::filesystem::path write_provenance(
    const BuildRequest& request,
    const packager::WrittenPackage& package,
    const core::Selection& selection
) {
    const packager::Provenance provenance =
        packager::provenance_of(selection, package, request.format, *request.builder);
    std::filesystem::path path = packager::provenance_path(package.artifact);
    os::write_file(path, packager::to_json(provenance));
    return path;
}

/// Of the package as it would be written, in a folder of its own.
RehearsalResult rehearse_packable(
    const BuildRequest& request,
    const core::Selection& selection,
    const packager::PackageNotes& notes,
    core::Observer& observer
) {
    const os::TemporaryFolder folder("rollpack-build");
    detail::Silence silence;  // it is not the package that is asked for
    RehearseRequest rehearsal = *request.rehearsal;
    rehearsal.repository = request.repository;
    rehearsal.allowed = request.allowed;
    rehearsal.is_to_be_recorded = true;
    rehearsal.package.path = packager::write_package(
                                 selection,
                                 notes,
                                 packager::PackageFormat::tar_gz,
                                 folder.path(),
                                 silence
    )
                                 .artifact;
    return rehearse(rehearsal, observer);
}

}  // namespace

BuildResult build_package(const BuildRequest& request, core::Observer& observer) {
    core::Findings findings(request.allowed);
    detail::Packable packable = read_packable(request, findings, observer);

    BuildResult result{
        std::move(packable.selection),
        findings.sorted(),
        std::nullopt,
        std::nullopt};
    if (findings.has_errors()) {
        return result;
    }
    result.selection.accepted = result.findings;
    if (request.rehearsal) {
        result.rehearsal = rehearse_packable(request, result.selection, packable.notes, observer);
        const std::vector<core::Finding>& found = result.rehearsal->findings;
        result.findings.insert(result.findings.end(), found.begin(), found.end());
        result.findings = core::sorted(std::move(result.findings));
        if (!result.rehearsal->proven) {
            return result;
        }
        packable.notes.rehearsal = result.rehearsal->recorded;
    }
    observer.on(core::PhaseStarted{"writing the package"});
    result.package = packager::write_package(
        result.selection,
        packable.notes,
        request.format,
        request.output,
        observer
    );
    if (result.rehearsal) {
        write_durations(*result.package, *result.rehearsal);
    }
    if (request.builder) {
        result.provenance = write_provenance(request, *result.package, result.selection);
    }
    return result;
}

}  // namespace rollpack::app

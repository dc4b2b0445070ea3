#include "rollpack/app/build.hpp"

#include "detail/project.hpp"
#include "detail/repeatables_diff.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

core::Version require_version(const std::string& text) {
    std::optional<core::Version> version = core::parse_version(text);
    if (!version) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("'{}' is not a version", text),
            "Give the version to keep, as in the name of its script: 123 for V123__x.sql."
        );
    }
    return *std::move(version);
}

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

/// What is to be packed.
struct Packable {
    core::Selection selection;
    packager::PackageNotes notes;
};

/// The repository is closed again afterwards, which gives its memory back before the package takes its
/// own.
Packable read_packable(
    const BuildRequest& request,
    core::Findings& findings,
    core::Observer& observer
) {
    const core::Version version = require_version(request.target_version);

    observer.on(core::PhaseStarted{"resolving the releases"});
    auto repository = git::Repository::open(request.repository);
    const core::Release release = repository.resolve(request.release);
    const core::Release target = find_target(repository, request, version);

    observer.on(core::PhaseStarted{fmt::format("reading {} and {}", release.ref, target.ref)});
    detail::Project project(repository);
    core::ProjectConfiguration configuration =
        core::merge(project.read_configuration(release, request.configs), request.overrides);
    std::vector<std::string> locations = core::resolve_locations(configuration, release, project);
    core::BuildNotes notes;
    core::Selection selection = core::select_scripts(
        {version, target, release, std::move(configuration), std::move(locations)},
        project,
        executor::analyze_sql,
        findings,
        notes
    );
    selection.parameters = parameters_of(request, repository.folder());
    std::string diff = detail::repeatables_diff(selection, notes.replaced);
    return {std::move(selection), {std::move(notes.undo_effects), std::move(diff)}};
}

}  // namespace

BuildResult build_package(const BuildRequest& request, core::Observer& observer) {
    core::Findings findings(request.allowed);
    Packable packable = read_packable(request, findings, observer);

    BuildResult result{std::move(packable.selection), findings.sorted(), std::nullopt};
    if (findings.has_errors()) {
        return result;
    }
    result.selection.accepted = result.findings;
    observer.on(core::PhaseStarted{"writing the package"});
    result.package = packager::write_package(
        result.selection,
        packable.notes,
        request.format,
        request.output,
        observer
    );
    return result;
}

}  // namespace rollpack::app

#include "detail/packable.hpp"

#include "detail/project.hpp"
#include "detail/repeatables_diff.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::app::detail {

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

Packable read_packable(
    git::Repository& repository,
    const core::BuildParameters& parameters,
    const ResolvedReleases& releases,
    core::Findings& findings,
    core::Observer& observer
) {
    observer.on(core::PhaseStarted{
        fmt::format("reading {} and {}", releases.release.ref, releases.target.ref)});
    Project project(repository, parameters.project);
    core::ProjectConfiguration configuration = core::merge(
        project.read_configuration(releases.release, parameters.configs),
        parameters.overrides
    );
    std::vector<std::string> locations =
        core::resolve_locations(configuration, releases.release, project);
    core::BuildNotes notes;
    core::Selection selection = core::select_scripts(
        {require_version(parameters.target_version),
         releases.target,
         releases.release,
         std::move(configuration),
         std::move(locations)},
        project,
        executor::analyze_sql,
        findings,
        notes
    );
    selection.parameters = parameters;
    std::string diff = repeatables_diff(selection, notes.replaced);
    return {
        std::move(selection),
        {std::move(notes.undo_effects), std::move(diff), std::move(notes.not_transactional)}};
}

}  // namespace rollpack::app::detail

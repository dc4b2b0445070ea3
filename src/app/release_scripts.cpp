#include "detail/release_scripts.hpp"

#include "detail/first_error.hpp"
#include "detail/packable.hpp"
#include "detail/pinned_release.hpp"
#include "detail/project.hpp"

#include <utility>

namespace rollpack::app::detail {

BothReleases read_both_releases(
    const packager::Manifest& manifest,
    const std::filesystem::path& directory
) {
    auto repository = git::Repository::open(directory);
    BothReleases both;
    const core::Release release = pinned_release(repository, manifest.release.release, both.notes);
    const core::Release target = pinned_release(repository, manifest.target.release, both.notes);
    Project project(repository, manifest.parameters.project);
    core::ProjectConfiguration configuration = core::merge(
        project.read_configuration(release, manifest.parameters.configs),
        manifest.parameters.overrides
    );
    std::vector<std::string> locations = core::resolve_locations(configuration, release, project);
    const core::SelectionRequest request{
        require_version(manifest.parameters.target_version),
        target,
        release,
        std::move(configuration),
        std::move(locations)};
    core::Findings findings(manifest.parameters.allowed);
    both.target = core::read_release(request, target, project, findings);
    both.release = core::read_release(request, release, project, findings);
    require_no_errors(findings);
    return both;
}

}  // namespace rollpack::app::detail

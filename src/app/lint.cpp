#include "rollpack/app/lint.hpp"

#include "detail/packable.hpp"
#include "detail/project.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "rollpack/git/repository.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::app {

core::LintResult lint_project(const LintRequest& request, core::Observer& observer) {
    std::optional<core::Version> target;
    if (request.target_version) {
        target = detail::require_version(*request.target_version);
    }
    auto repository = git::Repository::open(request.repository);
    core::Release release = repository.resolve(request.release);
    observer.on(core::PhaseStarted{fmt::format("reading {}", release.ref)});
    detail::Project project(repository, repository.folder());
    core::ProjectConfiguration configuration =
        core::merge(project.read_configuration(release, request.configs), request.overrides);
    std::vector<std::string> locations = core::resolve_locations(configuration, release, project);
    return core::lint_undo_scripts(
        {std::move(release),
         std::move(configuration),
         std::move(locations),
         std::move(target),
         request.levels},
        project,
        executor::analyze_sql
    );
}

}  // namespace rollpack::app

#include "rollpack/app/rehearse.hpp"

#include "detail/rehearsal.hpp"
#include "detail/release_scripts.hpp"
#include "rollpack/core/error.hpp"

#include <chrono>

namespace rollpack::app {

RehearsalResult rehearse(const RehearseRequest& request, core::Observer& observer) {
    const auto start = std::chrono::steady_clock::now();
    const OpenedPackage opened = open_package_file(request.package, observer);
    observer.on(core::PhaseStarted{"reading both releases"});
    detail::BothReleases releases =
        detail::read_both_releases(opened.package.manifest(), request.repository);
    const detail::RehearsalProject project{
        opened.package.selection(),
        opened.package.content_sha256(),
        request.options,
        request.ignored,
        request.allowed};
    detail::RehearsalServer server{request.server, observer};
    RehearsalResult result = detail::Rehearsal{project, releases, request, server, observer}.run();
    result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start
    );
    return result;
}

}  // namespace rollpack::app

#include "rollpack/app/rehearse.hpp"

#include "detail/rehearsal.hpp"
#include "detail/release_scripts.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace rollpack::app {

namespace {

constexpr std::uint64_t longest_seed = std::uint64_t{1} << 30U;

/// A version that the rehearsal does not come to is most likely mistyped.
std::vector<detail::ReadSeed> read_seeds(
    const std::vector<Seed>& seeds,
    const core::Version& target,
    const core::ReleaseScripts& release
) {
    std::vector<detail::ReadSeed> read;
    for (const Seed& seed : seeds) {
        const core::Version version = seed.version.value_or(target);
        const bool is_on_the_way = version == target
            || (version > target
                && std::ranges::any_of(release.versioned, [&](const core::Script& script) {
                       return script.name.version == version;
                   }));
        if (!is_on_the_way) {
            throw core::Error(
                core::ErrorCode::usage,
                fmt::format(
                    "--seed {}={}: the rehearsal does not come to this version",
                    version.text(),
                    seed.file.string()
                ),
                "Name the target, or a version above it that the release has."
            );
        }
        read.push_back({version, seed.file.string(), os::read_file(seed.file, longest_seed)});
    }
    return read;
}

}  // namespace

RehearsalResult rehearse(const RehearseRequest& request, core::Observer& observer) {
    const auto start = std::chrono::steady_clock::now();
    const OpenedPackage opened = open_package_file(request.package, observer);
    observer.on(core::PhaseStarted{"reading both releases"});
    detail::BothReleases releases =
        detail::read_both_releases(opened.package.manifest(), request.repository);
    detail::RehearsalProject project{
        opened.package.selection(),
        opened.package.content_sha256(),
        request.options,
        request.ignored,
        request.allowed};
    if (opened.package.rehearsal()) {
        core::remove_rehearsed_objects(
            project.selection.repeatables,
            opened.package.rehearsal()->repeatables
        );
    }
    const std::vector<detail::ReadSeed> seeds =
        read_seeds(request.seeds, project.selection.target_version, releases.release);
    const std::optional<detail::Dump> snapshot = request.snapshot
        ? std::optional<detail::Dump>{std::in_place, *request.snapshot}
        : std::nullopt;
    detail::RehearsalServer server{request.server, observer};
    RehearsalResult result =
        detail::Rehearsal{{project, releases, request, seeds, snapshot, server, observer}}.run();
    result.repeatables_diff = opened.package.repeatables_diff();
    result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start
    );
    return result;
}

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/rehearse.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_writer.hpp"
#include "rollpack/packager/provenance.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app {

/// What to build; every name is resolved once, at the start.
struct BuildRequest {
    /// The project: a repository or a folder inside its work tree, to which locations and
    /// configuration files are then relative.
    std::filesystem::path repository = ".";
    std::string release = "HEAD";
    std::string target_version;
    std::optional<std::string> target_ref;  ///< none: found by tag pattern
    std::vector<std::string> tag_patterns;  ///< none: the usual ones
    std::vector<std::string> configs;  ///< paths at the release commit; none: Flyway's own names
    core::ProjectConfiguration overrides;  ///< options, merged over the files
    packager::PackageFormat format = packager::PackageFormat::tar_gz;
    std::filesystem::path output = ".";
    std::set<core::FindingCode> allowed;
    /// Both releases must be signed tags, or signed commits, that git verifies.
    bool require_signed_tag = false;
    /// The package is rehearsed before it is written, and not written where that proves nothing; what is
    /// rehearsed, and the repository, are taken from here. None: it is not rehearsed.
    std::optional<RehearseRequest> rehearsal = {};
    std::optional<packager::Builder> builder;  ///< named in the provenance; none: none is written
};

struct BuildResult {
    core::Selection selection;
    std::vector<core::Finding> findings;  ///< sorted
    std::optional<packager::WrittenPackage> package;  ///< none: the findings refused the build
    std::optional<std::filesystem::path> provenance;  ///< where it was written
    std::optional<RehearsalResult> rehearsal = {};  ///< its findings are among the findings
};

/// The build journey: two releases in, one artifact out. The working tree is never read.
/// @throws core::Error for everything that is not a finding.
BuildResult build_package(const BuildRequest& request, core::Observer& observer);

}  // namespace rollpack::app

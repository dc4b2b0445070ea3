#pragma once

#include "rollpack/app/approval.hpp"
#include "rollpack/app/signature.hpp"
#include "rollpack/core/operator_settings.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app {

/// Environments that other files define.
struct KnownEnvironments {
    std::set<std::string> names;
    std::vector<std::string> files;
};

/// What the settings files say of approvals of plans.
struct ApprovalSettings {
    /// The highest number that is demanded without saying whose: of each list at least so many.
    std::size_t required = 0;
    std::optional<std::filesystem::path> demanded_by;  ///< the first file that demands any
    /// Whose approvals count; each with the number that is demanded together with it, maybe 0.
    std::vector<ApprovalDemand> lists;
};

/// What the settings files say for one database.
struct EnvironmentSettings {
    std::optional<std::string> url;
    /// The first file that demands a signature; none: none does.
    std::optional<std::filesystem::path> demanded_by;
    /// The lists of trusted signers. Where a signature is looked at, one of each has to have signed.
    std::vector<TrustedSigners> trusted;
    ApprovalSettings approvals = {};
};

/// Reads the settings files, general ones first, for the environment of this name, or for a database
/// without a name. Demands add up; the last file that has a URL for the environment gives it.
/// `elsewhere` are environments of Flyway's configuration, and the files that have them.
/// @throws Error configuration_invalid, file_unreadable; usage for an environment that nobody knows.
EnvironmentSettings read_settings(
    const std::vector<std::filesystem::path>& files,
    const std::optional<std::string>& environment,
    const KnownEnvironments& elsewhere = {}
);

/// What the settings files say of the rules of lint; the last one that names a rule has its way.
/// @throws Error configuration_invalid, file_unreadable.
core::LintLevels read_lint_levels(const std::vector<std::filesystem::path>& files);

}  // namespace rollpack::app

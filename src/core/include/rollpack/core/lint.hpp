#pragma once

#include "rollpack/core/configuration.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/operator_settings.hpp"
#include "rollpack/core/release.hpp"
#include "rollpack/core/script_source.hpp"
#include "rollpack/core/sql_analysis.hpp"
#include "rollpack/core/version.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// Every finding that lint_undo_scripts() can make, in the order of docs/lint.md. A rule that a build
/// has too has the same code and, unless it is set, the same severity there.
std::span<const FindingCode> lint_rules() noexcept;

/// None for what is no rule of lint, even where it is another finding's code.
std::optional<FindingCode> parse_lint_rule(std::string_view name) noexcept;

/// Whether no other command finds it, so that there is no `--allow` for it.
bool is_found_by_lint_only(FindingCode code) noexcept;

/// "unguarded-drop, unguarded-create, ...": for messages.
std::string lint_rule_names();

/// What to look at. The configuration is the project's at the release commit with the command line's
/// options merged over it.
struct LintRequest {
    Release release;
    ProjectConfiguration configuration;
    std::vector<std::string> locations;  ///< folders, resolved by resolve_locations()
    /// Only undo scripts of later versions; then each of these versions has to have one. None: all.
    std::optional<Version> target_version;
    LintLevels levels = {};
};

struct LintResult {
    Release release;
    std::optional<Version> target_version;
    std::vector<std::string>
        scripts;  ///< the undo scripts that were read, by version; repository paths
    std::vector<Finding>
        findings;  ///< sorted; rules that are off or ignored in a script are not in it
};

/// Reads the undo scripts of a release beside their V scripts and tells what would hurt whoever has to
/// run one of them again, or after a V script that stopped half-way, or to have its data back. What a
/// repeatable script does is not looked at. A comment "-- rollpack:lint-ignore RULE..." takes the
/// findings of these rules away: on a line of its own those of the next statement, behind a statement
/// that one's, and anywhere those that have no line. @throws Error location_missing when a location is
/// not in the release.
LintResult lint_undo_scripts(
    const LintRequest& request,
    ScriptSource& source,
    const AnalyzeSql& analyze
);

}  // namespace rollpack::core

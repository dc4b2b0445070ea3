#pragma once

#include "detail/listing.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/release.hpp"
#include "rollpack/core/version.hpp"

#include <string>

namespace rollpack::core::detail {

/// Names and kinds of the current release's files: name_suspicious, name_rejected,
/// description_missing, not_a_file, script_config_orphan.
void check_names(const Listing& current, const Version& target_version, Findings& findings);

/// version_duplicate, undo_duplicate, repeatable_duplicate, callback_duplicate.
void check_duplicates(const Listing& current, Findings& findings);

/// repeatable_duplicate and not_a_file at the target release, whose repeatables are packed.
void check_target(const Listing& target, const Release& release, Findings& findings);

/// undo_missing.
void check_undo_there(const Listing& current, const Version& target_version, Findings& findings);

/// undo_orphan.
void check_undo_orphans(const Listing& current, Findings& findings);

/// target_not_highest.
void check_target_version(
    const Listing& target,
    const Release& release,
    const Version& target_version,
    Findings& findings
);

/// undo_empty, for a script that has no statement.
void report_empty_undo(const std::string& path, Findings& findings);

/// Whether rollpack can run the script; if not: script_language_unsupported.
bool check_language(const ListedScript& script, Findings& findings);

}  // namespace rollpack::core::detail

#pragma once

#include "detail/listing.hpp"
#include "detail/script_reader.hpp"
#include "detail/sql_inspector.hpp"
#include "rollpack/core/selection.hpp"

#include <vector>

namespace rollpack::core::detail {

/// What the parts of a selection work with.
struct Workbench {
    const Listing& current;
    const Listing& target;
    ScriptReader& reader;
    SqlInspector& inspector;
    Findings& findings;
    BuildNotes& notes;
};

/// The current release's versioned scripts, oldest first.
std::vector<Script> read_versioned(const Workbench& workbench);

/// The undo scripts above the target, newest first, each with its versioned script's checksum.
/// Notes the effects of each. Findings: undo_empty, script_language_unsupported, faults in their SQL.
std::vector<UndoScript> select_undo(
    const std::vector<Script>& versioned,
    const Version& target_version,
    const Workbench& workbench
);

/// Compares what the target release has of versions with the current one: versioned_changed (at and
/// below the target version), versioned_vanished. Reads a script of the target release only if its
/// blob is another.
void check_versioned(
    const std::vector<Script>& versioned,
    const Version& target_version,
    const Workbench& workbench
);

}  // namespace rollpack::core::detail

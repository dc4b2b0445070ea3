#pragma once

#include "rollpack/core/build_notes.hpp"

#include <string>
#include <vector>

namespace rollpack::packager {

/// What a package tells its operator beyond what it carries: it is in RUNBOOK.md and
/// repeatables.diff only, and an opened package does not give it back as a value.
struct PackageNotes {
    /// Of Selection::undo, in its order. A script without an entry has effects that nobody looked for.
    std::vector<core::ScriptEffects> undo_effects;
    std::string repeatables_diff;  ///< the text of repeatables.diff
    /// As core::BuildNotes::not_transactional.
    std::vector<std::string> not_transactional = {};
};

}  // namespace rollpack::packager

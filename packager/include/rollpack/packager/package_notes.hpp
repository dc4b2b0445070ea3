#pragma once

#include "rollpack/core/build_notes.hpp"
#include "rollpack/core/rehearsal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::packager {

/// What a package tells its operator beyond what it carries: it is in RUNBOOK.md and repeatables.diff
/// only, and of it an opened package gives back the rehearsal alone.
struct PackageNotes {
    /// Of Selection::undo, in its order. A script without an entry has effects that nobody looked for.
    std::vector<core::ScriptEffects> undo_effects;
    std::string repeatables_diff;  ///< the text of repeatables.diff
    /// As core::BuildNotes::not_transactional.
    std::vector<std::string> not_transactional = {};
    /// What rehearsal.json holds. It is no part of the selection, which was made before: the manifest's
    /// repeatables have what it saw them create.
    std::optional<core::RecordedRehearsal> rehearsal = {};
};

}  // namespace rollpack::packager

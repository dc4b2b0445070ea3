#pragma once

#include "rollpack/core/data_effect.hpp"
#include "rollpack/core/script_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// What a script does to data, each effect once (its first line) but for unknown ones; none where
/// placeholders without a value hide it.
using ScriptEffects = std::optional<std::vector<DataEffect>>;

/// The current release's text of a repeatable that is restored: what the target's text replaces.
struct ReplacedText {
    std::string description;  ///< the repeatable's
    std::string path;  ///< relative to the project's location, as Script::path
    ScriptText text;

    bool operator==(const ReplacedText&) const = default;
};

/// What a build learns of a package beyond its Selection, for the person who will apply it.
struct BuildNotes {
    std::vector<ScriptEffects> undo_effects;  ///< of Selection::undo, in its order
    /// Paths of undo and repeatable scripts, as Script::path, that begin or end transactions themselves
    /// or have a statement that cannot run in one.
    std::vector<std::string> not_transactional;
    std::vector<ReplacedText> replaced;  ///< for each repeatable to restore, in Flyway's order

    bool operator==(const BuildNotes&) const = default;
};

}  // namespace rollpack::core

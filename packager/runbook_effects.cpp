#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rollpack::packager::detail {

namespace {

using core::DataAction;
using core::DataEffect;

/// More than these of one kind tell a reader no more than their number does.
constexpr std::size_t most_objects = 20;

/// The effects of one kind: "drops table `a`, `b` and what depends on it (CASCADE)".
std::string grouped(std::string_view action, const std::vector<const DataEffect*>& effects) {
    std::string text{action};
    const std::size_t shown = std::min(effects.size(), most_objects);
    for (std::size_t i = 0; i < shown; ++i) {
        const DataEffect& effect = *effects[i];
        text += fmt::format(
            "{} {}{}{}",
            i == 0 ? "" : ",",
            markdown_code(effect.object),
            effect.cascades ? " and what depends on it (CASCADE)" : "",
            effect.action == DataAction::unknown ? fmt::format(" (line {})", effect.line) : ""
        );
    }
    if (effects.size() > shown) {
        text += fmt::format(" and {} more", effects.size() - shown);
    }
    return text;
}

/// In the order of the enumerators: what is lost comes before what is changed.
std::string effects_text(const std::vector<DataEffect>& effects) {
    std::map<DataAction, std::vector<const DataEffect*>> groups;
    for (const DataEffect& effect : effects) {
        groups[effect.action].push_back(&effect);
    }
    std::string text;
    for (const auto& [action, same] : groups) {
        text += (text.empty() ? "" : "; ") + grouped(core::to_string(action), same);
    }
    return text + (groups.contains(DataAction::unknown) ? ": see the script" : "");
}

std::string told_of(std::size_t index, const PackageNotes& notes) {
    if (index >= notes.undo_effects.size()) {
        return "unknown, it was not looked for: see the script";
    }
    const core::ScriptEffects& effects = notes.undo_effects[index];
    if (!effects) {
        return "unknown before its placeholders have values: see the script";
    }
    return effects->empty() ? "none that its text tells" : effects_text(*effects);
}

}  // namespace

std::string effects_table(const core::Selection& selection, const PackageNotes& notes) {
    if (selection.undo.empty()) {
        return "No undo script, so no data is touched but by the repeatables below.\n";
    }
    std::string table =
        "What the text of each undo script tells. What is dropped is gone, and nothing but a backup "
        "brings it\nback. Not in this table: what triggers, foreign keys with ON DELETE, and functions "
        "that a script\ncalls do.\n\n"
        "| version | what its script does to data |\n| --- | --- |\n";
    for (std::size_t i = 0; i < selection.undo.size(); ++i) {
        const core::Script& script = selection.undo[i].script;
        table += fmt::format(
            "| {} | {} |\n",
            script.name.version ? shown_version(*script.name.version) : "none",
            told_of(i, notes)
        );
    }
    return table;
}

}  // namespace rollpack::packager::detail

#include "detail/plan_undo.hpp"

#include "detail/history_rows.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace rollpack::core::detail {

namespace {

void report_empty(const PlanContext& context, const StepScript& script) {
    if (!script.analysis.statements.empty()) {
        return;
    }
    context.findings.add(
        FindingCode::undo_empty,
        script.path,
        "the undo script has no statement",
        "Write what takes its version back, and build the package again."
    );
}

std::string reason_for(const PlanContext& context, const AppliedVersion& applied) {
    return fmt::format(
        "{} is applied (rank {}) and above the target {}",
        versioned_name(context, applied.version),
        applied.entry.installed_rank,
        context.selection.target_version.text()
    );
}

/// The row that says that the version's undo script ran; null if none did.
const HistoryEntry* undone_by(const PlanContext& context, const Version& version) {
    const auto row = context.last_rows.find(version);
    if (row == context.last_rows.end() || !row->second->success) {
        return nullptr;
    }
    const std::string& type = row->second->type;
    return type == "DELETE" || type.starts_with("UNDO_") ? row->second : nullptr;
}

void remember_earlier_drops(
    const PlanContext& context,
    const StepScripts& scripts,
    const Script& undo,
    ObjectChanges& changes
) {
    const HistoryEntry* const row = undone_by(context, *undo.name.version);
    if (row == nullptr) {
        return;
    }
    Findings of_no_interest;
    const std::string text = scripts.replaced(undo, of_no_interest);
    changes.add_script(context.analyze(text), undo.path, row->installed_rank);
}

}  // namespace

std::vector<UndoStep> undo_steps(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& range,
    HistoryDialect dialect,
    ObjectChanges& changes
) {
    std::vector<UndoStep> steps;
    for (const auto& [applied, undo] : range) {
        const Script& source = undo->script;
        StepScript script = scripts.make_needed(source, scripts.replaced(source, context.findings));
        report_empty(context, script);
        changes.add_script(script.analysis, script.path, ObjectChanges::in_this_run);
        steps.push_back(
            {applied->version,
             source.name.description,
             std::move(script),
             undo_row(dialect, *applied, source),
             reason_for(context, *applied)}
        );
    }
    return steps;
}

std::vector<Skipped> skipped_undo_scripts(
    const PlanContext& context,
    const StepScripts& scripts,
    ObjectChanges& changes
) {
    std::set<Version> in_force;
    for (const AppliedVersion& applied : context.history.applied()) {
        in_force.insert(applied.version);
    }
    std::vector<Skipped> skipped;
    for (const auto& [script, undoes_checksum] : context.selection.undo) {
        const std::optional<Version>& version = script.name.version;
        if (version && !in_force.contains(*version)) {
            const std::string name = versioned_name(context, *version);
            skipped.push_back({script.path, name + " " + absence(context, *version)});
            remember_earlier_drops(context, scripts, script, changes);
        }
    }
    return skipped;
}

}  // namespace rollpack::core::detail

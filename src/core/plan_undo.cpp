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

std::string reason_for_failed(const PlanContext& context, const Undoing& undoing) {
    const std::string name = versioned_name(context, undoing.version);
    const std::string what = undoing.row == nullptr
        ? name + " is said to have stopped half-way"
        : fmt::format("{} failed (rank {})", name, undoing.row->installed_rank);
    return what + "; what it did not do is passed over";
}

/// An error tells which DDL has nothing to do; a change of data that is made twice is told by nothing.
bool hides_its_past(DataAction action) noexcept {
    return action == DataAction::changes_type || action == DataAction::updates_rows
        || action == DataAction::inserts_rows || action == DataAction::unknown;
}

void report_changes(const PlanContext& context, const Undoing& undoing, const StepScript& script) {
    for (const DataEffect& effect : script.analysis.effects) {
        if (hides_its_past(effect.action)) {
            context.findings.add(
                FindingCode::half_applied_data,
                script.path,
                fmt::format(
                    "{} {}, also where {} did not come so far",
                    to_string(effect.action),
                    effect.object,
                    versioned_name(context, undoing.version)
                ),
                "Look how far the version came. Where the statement is right, or fails because what it "
                "changes is not there, allow it: --allow half-applied-data.",
                effect.line
            );
        }
    }
}

FailedStep failed_step(const PlanContext& context, const Undoing& undoing, StepScript script) {
    report_changes(context, undoing, script);
    return {
        undoing.version,
        undoing.undo->script.name.description,
        std::move(script),
        undoing.row == nullptr ? std::nullopt : std::optional{undoing.row->installed_rank},
        reason_for_failed(context, undoing)};
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
    const ScriptText text = scripts.replaced(undo, of_no_interest);
    changes.add_script(context.analyze(text), undo.path, row->installed_rank);
}

}  // namespace

std::vector<Step> undo_steps(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& range,
    HistoryDialect dialect,
    const Following& following
) {
    std::vector<Step> steps;
    for (const Undoing& undoing : range) {
        const Script& source = undoing.undo->script;
        StepScript script = scripts.make_needed(source, scripts.replaced(source, context.findings));
        report_empty(context, script);
        if (auto clear = cleared_step(following.clearing.before(script), following)) {
            steps.emplace_back(*std::move(clear));
        }
        following.changes.add_script(script.analysis, script.path, ObjectChanges::in_this_run);
        if (undoing.applied == nullptr) {
            steps.emplace_back(failed_step(context, undoing, std::move(script)));
            continue;
        }
        steps.emplace_back(UndoStep{
            undoing.version,
            source.name.description,
            std::move(script),
            undo_row(dialect, *undoing.applied, source),
            reason_for(context, *undoing.applied)});
    }
    return steps;
}

std::vector<Skipped> skipped_undo_scripts(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& half_applied,
    ObjectChanges& changes
) {
    std::set<Version> to_undo;
    for (const AppliedVersion& applied : context.history.applied()) {
        to_undo.insert(applied.version);
    }
    for (const Undoing& each : half_applied) {
        to_undo.insert(each.version);
    }
    std::vector<Skipped> skipped;
    for (const auto& [script, undoes_checksum] : context.selection.undo) {
        const std::optional<Version>& version = script.name.version;
        if (version && !to_undo.contains(*version)) {
            const std::string name = versioned_name(context, *version);
            skipped.push_back({script.path, name + " " + absence(context, *version)});
            remember_earlier_drops(context, scripts, script, changes);
        }
    }
    return skipped;
}

}  // namespace rollpack::core::detail

#include "detail/plan_repeatables.hpp"

#include "detail/dependency_graph.hpp"
#include "detail/history_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// The target release's repeatables, as Flyway orders them.
std::vector<const Repeatable*> target_repeatables(const PlanContext& context) {
    std::vector<const Repeatable*> result;
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (repeatable.script) {
            result.push_back(&repeatable);
        }
    }
    std::ranges::stable_sort(result, [](const Repeatable* left, const Repeatable* right) {
        return flyway_description_less(left->description, right->description);
    });
    return result;
}

/// By description as the history has it.
std::map<std::string, const HistoryEntry*> rows_in_force(const PlanContext& context) {
    std::map<std::string, const HistoryEntry*> rows;
    for (const AppliedRepeatable& repeatable : context.history.repeatables()) {
        rows.emplace(repeatable.description, &repeatable.entry);
    }
    return rows;
}

/// One repeatable of the target release, on its way to a step or to being skipped.
class Candidate {
public:
    Candidate(const PlanContext& context, const StepScripts& scripts, const Repeatable& repeatable)
        : context_(context)
        , scripts_(scripts)
        , repeatable_(repeatable) {}

    const Script& script() const { return repeatable_.script.value(); }

    /// Why it has to run; none if what is applied is what the target release has. `row` is its row in
    /// force, or null.
    std::optional<std::string> reason_to_run(
        const HistoryEntry* row,
        const ObjectChanges& changes
    ) {
        if (row == nullptr) {
            return "it is not applied";
        }
        if (!is_applied_text(*row)) {
            return fmt::format(
                "its text differs from the applied one (rank {})",
                row->installed_rank
            );
        }
        auto reason = changes.reason_to_run_again(
            repeatable_.objects,
            !repeatable_.are_objects_rehearsed,
            row->installed_rank
        );
        if (!reason) {
            reason = missing_object();
        }
        return reason ? std::optional{"its text is unchanged, but " + *reason} : std::nullopt;
    }

    RepeatableStep step(std::string reason) {
        if (!text_) {
            replace();
        }
        const FlywayChecksum checksum = flyway_checksum(*text_);
        return {
            repeatable_.description,
            repeatable_.action,
            scripts_.make_needed(script(), *text_),
            repeatable_row(script(), checksum),
            std::move(reason),
        };
    }

private:
    /// Flyway takes either checksum for a match. The raw one is tried first: it needs no values.
    bool is_applied_text(const HistoryEntry& row) {
        if (row.checksum == script().checksum) {
            return true;
        }
        replace();
        return row.checksum == flyway_checksum(*text_);
    }

    /// Dropped by a run that did not come to its end. What a rehearsal saw may be of that server only.
    std::optional<std::string> missing_object() const {
        if (!context_.facts.open_run || !context_.facts.dependencies || !repeatable_.objects
            || repeatable_.are_objects_rehearsed) {
            return std::nullopt;
        }
        const DependencyGraph graph{*context_.facts.dependencies, context_.history.table().schema};
        const auto missing = std::ranges::find_if_not(
            *repeatable_.objects,
            [&](const DatabaseObject& object) { return graph.find(object).has_value(); }
        );
        return missing == repeatable_.objects->end()
            ? std::nullopt
            : std::optional{describe(*missing) + ", which this script creates, is not there"};
    }

    void replace() { text_ = scripts_.replaced(script(), context_.findings); }

    const PlanContext& context_;
    const StepScripts& scripts_;
    const Repeatable& repeatable_;
    std::optional<ScriptText> text_;
};

/// What there is to know about a repeatable that the target release does not have.
struct Retiring {
    const AppliedRepeatable& applied;
    const Repeatable* record;  ///< null: the current release does not have it either
};

void report_unknown(const PlanContext& context, const Retiring& retiring) {
    if (retiring.record == nullptr) {
        context.findings.add(
            FindingCode::repeatable_unknown,
            retiring.applied.entry.script,
            fmt::format(
                "the repeatable \"{}\" is applied (rank {}), but is in neither release",
                retiring.applied.description,
                retiring.applied.entry.installed_rank
            ),
            "It is marked as deleted in the history; drop by hand what it created."
        );
    } else if (!retiring.record->objects) {
        context.findings.add(
            FindingCode::retired_objects_unknown,
            retiring.applied.entry.script,
            fmt::format(
                "it is not known what the retired repeatable \"{}\" created",
                retiring.applied.description
            ),
            "It is marked as deleted in the history; drop by hand what it created, or record a rehearsal "
            "in the package, which sees it."
        );
    }
}

std::string reason_for(const PlanContext& context, const Retiring& retiring) {
    if (retiring.record == nullptr) {
        return fmt::format(
            "it is applied (rank {}), but in neither release",
            retiring.applied.entry.installed_rank
        );
    }
    return fmt::format(
        "it is applied (rank {}), but not in the target release {}",
        retiring.applied.entry.installed_rank,
        context.selection.target.ref
    );
}

/// In the order to drop them: the last one created first.
std::vector<DatabaseObject> objects_to_drop(
    const Retiring& retiring,
    const ObjectChanges& created_again,
    const ObjectChanges& changes
) {
    if (retiring.record == nullptr || !retiring.record->objects) {
        return {};
    }
    std::vector<DatabaseObject> objects = *retiring.record->objects;
    std::ranges::reverse(objects);
    const std::int64_t since = retiring.applied.entry.installed_rank;
    std::erase_if(objects, [&](const DatabaseObject& object) {
        return created_again.is_created(object) || changes.is_dropped(object, since);
    });
    return objects;
}

}  // namespace

std::vector<RetireStep> retire_steps(const PlanContext& context, ObjectChanges& changes) {
    std::set<std::string> kept;
    std::map<std::string, const Repeatable*> retired;
    ObjectChanges created_again{context.history.table().schema};
    for (const Repeatable& repeatable : context.selection.repeatables) {
        const std::string description = stored_description(repeatable.description);
        if (!repeatable.script) {
            retired.emplace(description, &repeatable);
            continue;
        }
        kept.insert(description);
        if (repeatable.objects) {
            created_again.add_creations(*repeatable.objects, "", ObjectChanges::in_this_run);
        }
    }
    std::vector<RetireStep> steps;
    const std::vector<AppliedRepeatable>& applied = context.history.repeatables();
    const std::vector<AppliedRepeatable> last_first{applied.rbegin(), applied.rend()};
    for (const AppliedRepeatable& row : last_first) {
        if (kept.contains(row.description)) {
            continue;
        }
        const auto record = retired.find(row.description);
        const Retiring retiring{row, record == retired.end() ? nullptr : record->second};
        report_unknown(context, retiring);
        RetireStep step{
            row.description,
            objects_to_drop(retiring, created_again, changes),
            retire_row(row.entry),
            reason_for(context, retiring),
        };
        changes.add_drops(step.objects, "retire " + step.description, ObjectChanges::in_this_run);
        steps.push_back(std::move(step));
    }
    return steps;
}

RepeatablePlan plan_repeatables(
    const PlanContext& context,
    const StepScripts& scripts,
    ObjectChanges changes
) {
    const auto rows = rows_in_force(context);
    RepeatablePlan plan;
    for (const Repeatable* const repeatable : target_repeatables(context)) {
        const auto found = rows.find(stored_description(repeatable->description));
        const HistoryEntry* const row = found == rows.end() ? nullptr : found->second;
        Candidate candidate{context, scripts, *repeatable};
        if (auto reason = candidate.reason_to_run(row, changes)) {
            plan.steps.push_back(candidate.step(std::move(*reason)));
            const StepScript& script = plan.steps.back().script;
            changes.add_script(script.analysis, script.path, ObjectChanges::in_this_run);
        } else {
            plan.skipped.push_back(
                {repeatable->script->path,
                 fmt::format(
                     "the applied text (rank {}) is the target release's",
                     row->installed_rank
                 )}
            );
        }
    }
    return plan;
}

}  // namespace rollpack::core::detail

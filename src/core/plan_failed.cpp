#include "detail/plan_failed.hpp"

#include "detail/history_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace rollpack::core::detail {

namespace {

constexpr const char* leave_out = "Leave it out of --include-failed.";

bool is_in_force(const History& history, const Version& version) {
    return std::ranges::any_of(history.applied(), [&](const AppliedVersion& applied) {
        return applied.version == version;
    });
}

const UndoScript* undo_script(const Selection& selection, const Version& version) {
    const auto found = std::ranges::find_if(selection.undo, [&](const UndoScript& any) {
        return any.script.name.version == version;
    });
    return found == selection.undo.end() ? nullptr : &*found;
}

/// Sorts out what stopped half-way.
class HalfApplied {
public:
    HalfApplied(const PlanContext& context, Position position)
        : context_(context)
        , is_reachable_(position == Position::at || position == Position::above) {}

    void take_rows() {
        for (const FailedRow& row : context_.history.failed()) {
            if (const std::string hint = why_not(row); !hint.empty()) {
                report_failed_row(context_.history, row, hint, context_.findings);
                continue;
            }
            with_row_.insert(*row.version);
            found_.push_back(
                {*row.version, &row.entry, undo_script(context_.selection, *row.version), nullptr}
            );
        }
    }

    void take_named() {
        for (const Version& version : context_.options.include_failed.versions) {
            if (!with_row_.contains(version) && !refuse_named(version)) {
                found_.push_back(
                    {version, nullptr, undo_script(context_.selection, version), nullptr}
                );
            }
        }
    }

    void require_some() {
        if (!context_.options.include_failed.rows || !context_.history.failed().empty()) {
            return;
        }
        const Version* const next = next_version();
        add("--include-failed finds no failed row in the history",
            next == nullptr
                ? "Leave the option out."
                : fmt::format(
                    "If {0}, the next version of {1}, stopped half-way and left no row, name it: "
                    "--include-failed={0}. Otherwise leave the option out.",
                    versioned_name(context_, *next),
                    context_.selection.release.ref
                ));
    }

    std::vector<Undoing> take() {
        std::vector<Undoing> sorted;
        std::ranges::stable_sort(found_, std::ranges::greater{}, &Undoing::version);
        add_half_applied(found_, sorted);
        return sorted;
    }

private:
    bool is_above_target(const Version& version) const {
        return is_reachable_ && version > context_.selection.target_version;
    }

    bool is_asked_for(const Version& version) const {
        const IncludeFailed& asked = context_.options.include_failed;
        return asked.rows || asked.versions.contains(version);
    }

    /// What to do about a row that is not taken back; empty for one that is.
    std::string why_not(const FailedRow& row) const {
        const bool is_one =
            std::ranges::count(context_.history.failed(), row.version, &FailedRow::version) == 1;
        if (row.kind != FailedRow::Kind::versioned || !is_above_target(*row.version) || !is_one
            || is_in_force(context_.history, *row.version)) {
            return "Finish or take back by hand what this script left behind, then remove its row "
                   "with `flyway repair` and run again.";
        }
        const std::string name = versioned_name(context_, *row.version);
        if (undo_script(context_.selection, *row.version) == nullptr) {
            return fmt::format(
                "The package has no undo script for {}. Build it from the release that has one, or "
                "take back by hand what the version left behind and run `flyway repair`.",
                name
            );
        }
        return is_asked_for(*row.version)
            ? std::string{}
            : fmt::format(
                "Let its undo script take back what there is of it: --include-failed={}. Or finish "
                "or take it back by hand, then remove its row with `flyway repair`.",
                name
            );
    }

    bool refuse_named(const Version& version) {
        const std::string name = versioned_name(context_, version);
        if (version <= context_.selection.target_version) {
            add(fmt::format(
                    "{} is not above the target {}, so nothing takes it back",
                    name,
                    context_.selection.target_version.text()
                ),
                leave_out);
        } else if (!is_reachable_) {
            add("the database is below the target, so nothing is taken back", leave_out);
        } else if (is_in_force(context_.history, version)) {
            add(fmt::format("{} is applied, so it did not stop half-way", name),
                "Leave it out of --include-failed: it is undone as every version above the target."
            );
        } else if (undo_script(context_.selection, version) == nullptr) {
            add(fmt::format("the package has no undo script for {}", name),
                "Build the package from the release that has one.");
        } else {
            return false;
        }
        return true;
    }

    /// The one that a migration would have begun with.
    const Version* next_version() const {
        const Version* next = nullptr;
        const std::optional<Version> current = context_.history.current_version();
        for (const Script& script : context_.selection.versioned) {
            const auto& version = script.name.version;
            if (version && is_above_target(*version) && *version > *current
                && (next == nullptr || *version < *next)) {
                next = &*version;
            }
        }
        return next;
    }

    void add(std::string message, std::string hint) {
        context_.findings.add(
            FindingCode::not_half_applied,
            table_name(context_),
            std::move(message),
            std::move(hint)
        );
    }

    const PlanContext& context_;
    bool is_reachable_;  ///< the database is at the target or above it
    std::set<Version> with_row_;
    std::vector<Undoing> found_;
};

bool runs_before(const Undoing& half_applied, const Undoing& other) {
    return half_applied.row != nullptr && other.row != nullptr
        ? half_applied.row->installed_rank > other.row->installed_rank
        : half_applied.version > other.version;
}

}  // namespace

std::vector<Undoing> half_applied_versions(const PlanContext& context, Position position) {
    HalfApplied versions{context, position};
    versions.take_rows();
    versions.take_named();
    versions.require_some();
    return versions.take();
}

void add_half_applied(const std::vector<Undoing>& half_applied, std::vector<Undoing>& range) {
    for (const Undoing& each : half_applied) {
        const auto place = std::ranges::find_if(range, [&](const Undoing& other) {
            return runs_before(each, other);
        });
        range.insert(place, each);
    }
}

void add_half_applied_drops(
    const PlanContext& context,
    const StepScripts& scripts,
    const std::vector<Undoing>& half_applied,
    ObjectChanges& changes
) {
    for (const Undoing& each : half_applied) {
        for (const Script& script : context.selection.versioned) {
            if (script.name.version == each.version && script.name.is_sql) {
                Findings of_no_interest;
                const SqlAnalysis analysis = context.analyze(
                    scripts.replaced(script, of_no_interest)
                );
                changes.add_drops(analysis.drops, script.path, ObjectChanges::in_this_run);
            }
        }
    }
}

std::int64_t rank_behind(const History& history, const std::vector<Undoing>& half_applied) {
    std::set<std::int64_t> deleted;
    for (const Undoing& each : half_applied) {
        if (each.row != nullptr) {
            deleted.insert(each.row->installed_rank);
        }
    }
    std::int64_t highest = 0;
    for (const HistoryEntry& entry : history.entries()) {
        if (!deleted.contains(entry.installed_rank)) {
            highest = std::max(highest, entry.installed_rank);
        }
    }
    return highest + 1;
}

}  // namespace rollpack::core::detail

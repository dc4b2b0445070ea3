#include "detail/lint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace rollpack::core::detail {

namespace {

using Verb = SqlChange::Verb;

/// Whether the script makes the relation, or the column of a relation that was there.
bool makes(std::span<const SqlChange> changes, const RelationName& relation) {
    return std::ranges::any_of(changes, [&](const SqlChange& change) {
        const bool is_made = change.verb == Verb::creates && !change.part_of
            && may_be_same(change.name, relation);
        const bool is_renamed = change.verb == Verb::renames && !change.part_of
            && change.new_name == relation.name;
        return is_made || is_renamed;
    });
}

bool makes_column(
    std::span<const SqlChange> changes,
    const RelationName& table,
    const std::string& column
) {
    return std::ranges::any_of(changes, [&](const SqlChange& change) {
        return change.verb == Verb::creates && change.part_of && may_be_same(*change.part_of, table)
            && change.name.name == column;
    });
}

class LossChecker {
public:
    LossChecker(const LintedScript& undo, const LintedScript* versioned, Findings& findings)
        : undo_(undo)
        , versioned_(versioned)
        , findings_(findings) {}

    void check() {
        for (const DataEffect& effect : undo_.analysis.effects) {
            if (loses(effect) && !is_own(effect) && !was_told(effect)) {
                add(effect);
            }
        }
    }

private:
    static bool loses(const DataEffect& effect);
    bool is_own(const DataEffect& effect) const;
    bool is_newer(const DataEffect& effect) const;
    bool was_told(const DataEffect& effect);
    void add(const DataEffect& effect);

    const LintedScript& undo_;
    const LintedScript* versioned_;
    Findings& findings_;
    std::vector<const DataEffect*> told_;
};

/// Whether there is data that nothing else holds and that would be gone.
bool LossChecker::loses(const DataEffect& effect) {
    switch (effect.action) {
    case DataAction::drops_table:
    case DataAction::drops_column:
    case DataAction::changes_type:
    case DataAction::truncates_table:
    case DataAction::deletes_rows:
    case DataAction::updates_rows:
    case DataAction::drops_owned:
        return true;
    case DataAction::drops_schema:
    case DataAction::drops_type:
        return effect.cascades;  // else there is nothing in it, or the statement fails
    case DataAction::drops_materialized_view:
    case DataAction::drops_sequence:
    case DataAction::inserts_rows:
    case DataAction::unknown:
        return false;
    }
    return false;
}

/// What the undo script itself made holds only what it has put there.
bool LossChecker::is_own(const DataEffect& effect) const {
    const std::vector<SqlChange>& changes = undo_.analysis.changes;
    const auto end = std::ranges::find_if(changes, [&](const SqlChange& change) {
        return change.line > effect.line;
    });
    const std::span<const SqlChange> before{changes.begin(), end};
    if (makes(before, effect.relation)) {
        return true;
    }
    return !effect.columns.empty()
        && std::ranges::all_of(effect.columns, [&](const std::string& column) {
               return makes_column(before, effect.relation, column);
           });
}

/// Whether the V script brought what is destroyed, or did to the same data what is taken back here.
bool LossChecker::is_newer(const DataEffect& effect) const {
    if (versioned_ == nullptr) {
        return false;
    }
    const SqlAnalysis& made = versioned_->analysis;
    const auto has_effect_on_it = [&](std::initializer_list<DataAction> actions) {
        return std::ranges::any_of(made.effects, [&](const DataEffect& other) {
            return std::ranges::find(actions, other.action) != actions.end()
                && may_be_same(other.relation, effect.relation);
        });
    };
    if (makes(made.changes, effect.relation)) {
        return true;
    }
    switch (effect.action) {
    case DataAction::drops_column:
        return makes_column(made.changes, effect.relation, effect.columns.front());
    case DataAction::changes_type:
        return has_effect_on_it({DataAction::changes_type});
    case DataAction::deletes_rows:
        return effect.is_partial && has_effect_on_it({DataAction::inserts_rows});
    case DataAction::updates_rows:
        // What an update took away it has to put back, into other columns perhaps.
        return has_effect_on_it({DataAction::updates_rows, DataAction::changes_type})
            || std::ranges::all_of(effect.columns, [&](const std::string& column) {
                   return makes_column(made.changes, effect.relation, column);
               });
    default:
        return false;
    }
}

/// A thousand rows that are deleted one by one are one thing to tell.
bool LossChecker::was_told(const DataEffect& effect) {
    const bool was_told = std::ranges::any_of(told_, [&](const DataEffect* other) {
        return other->action == effect.action && other->object == effect.object;
    });
    if (!was_told) {
        told_.push_back(&effect);
    }
    return was_told;
}

void LossChecker::add(const DataEffect& effect) {
    const std::string what = fmt::format(
        "{} {}{}{}",
        to_string(effect.action),
        effect.object,
        effect.action == DataAction::changes_type ? " to " + effect.new_type : "",
        effect.cascades ? " and, with CASCADE, what depends on it" : ""
    );
    if (is_newer(effect)) {
        findings_.add(
            FindingCode::loses_newer_data,
            undo_.path,
            fmt::format("{}: what came with {} or since may be lost", what, undo_.version),
            "Copy elsewhere what has to outlive the rollback, or have the operator save it with "
            "`rollpack apply --keep-data`.",
            effect.line
        );
        return;
    }
    findings_.add(
        FindingCode::loses_older_data,
        undo_.path,
        fmt::format("{}, which {} did not bring", what, undo_.version),
        "Leave data alone that the version has not touched, or copy it elsewhere before.",
        effect.line
    );
}

}  // namespace

void check_losses(const LintedScript& undo, const LintedScript* versioned, Findings& findings) {
    LossChecker{undo, versioned, findings}.check();
}

}  // namespace rollpack::core::detail

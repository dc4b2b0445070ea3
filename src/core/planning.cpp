#include "rollpack/core/planning.hpp"

#include "detail/plan_callbacks.hpp"
#include "detail/plan_checks.hpp"
#include "detail/plan_failed.hpp"
#include "detail/plan_gate.hpp"
#include "detail/plan_left_over.hpp"
#include "detail/plan_order.hpp"
#include "detail/plan_repeatables.hpp"
#include "detail/plan_stretches.hpp"
#include "detail/plan_undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollpack::core {

namespace {

using detail::PlanContext;
using detail::Position;

HistoryDialect choose_dialect(const PlanContext& context) {
    switch (context.options.dialect) {
    case DialectChoice::delete_rows:
        return HistoryDialect::delete_rows;
    case DialectChoice::undo_rows:
        return HistoryDialect::undo_rows;
    case DialectChoice::automatic:
        break;
    }
    return context.history.has_undo_rows() ? HistoryDialect::undo_rows
                                           : HistoryDialect::delete_rows;
}

void check_dialect(const PlanContext& context, const std::vector<Step>& steps) {
    const bool writes_rows = std::ranges::any_of(steps, [](const Step& step) {
        return std::holds_alternative<UndoStep>(step);
    });
    if (!writes_rows || context.options.dialect != DialectChoice::undo_rows
        || context.history.has_undo_rows()) {
        return;
    }
    context.findings.add(
        FindingCode::undo_rows_unreadable,
        detail::table_name(context),
        "the history has no UNDO_SQL row yet; with one, free Flyway 9.8 and later cannot read it",
        "Use --history-dialect delete unless everybody who runs Flyway here has a Redgate edition."
    );
}

Plan empty_plan(const PlanContext& context, const Sha256& content_sha256) {
    return {
        .package_name = package_name(context.selection),
        .content_sha256 = content_sha256,
        .target_version = context.selection.target_version,
        .from_version = context.history.current_version(),
        .history_table = context.history.table(),
        .history_fingerprint = context.history.fingerprint(),
        .next_rank = context.history.highest_rank() + 1,
        .transaction = context.options.transaction.value_or(TransactionMode::package),
        .dialect = choose_dialect(context),
        .steps = {},
        .callbacks = {},
        .skipped = {},
        .installed_by = context.options.installed_by,
        .lock_table_size = lock_table_size(context.facts),
        .nothing_to_do = {},
    };
}

/// A database below the target is left alone, repeatables included: they may need what is not there.
std::vector<Skipped> skip_everything(const PlanContext& context, Position position) {
    std::vector<Skipped> skipped;
    for (const auto& [script, undoes_checksum] : context.selection.undo) {
        if (const auto& version = script.name.version) {
            skipped.push_back(
                {script.path,
                 detail::versioned_name(context, *version) + " "
                     + detail::absence(context, *version)}
            );
        }
    }
    for (const Repeatable& repeatable : context.selection.repeatables) {
        if (repeatable.script) {
            skipped.push_back(
                {repeatable.script->path,
                 position == Position::empty ? "no version is in force"
                                             : "the database is below the target version"}
            );
        }
    }
    for (Skipped& callback : detail::skip_callbacks(context)) {
        skipped.push_back(std::move(callback));
    }
    return skipped;
}

std::string why_nothing(const PlanContext& context, Position position) {
    const std::string target = context.selection.target_version.text();
    switch (position) {
    case Position::empty:
        return "The history has no version in force, so there is nothing to roll back.";
    case Position::below:
        return fmt::format(
            "The database is at version {}, below the target {}, so there is nothing to roll back.",
            context.history.current_version()->text(),
            target
        );
    case Position::at:
        return fmt::format(
            "The database is at the target version {} and has the target release's repeatables, so "
            "there is nothing to do.",
            target
        );
    case Position::above:
        break;
    }
    return "";
}

template <typename T>
void move_behind(std::vector<T>&& items, auto& sequence) {
    sequence.insert(
        sequence.end(),
        std::make_move_iterator(items.begin()),
        std::make_move_iterator(items.end())
    );
}

/// Repeatables and callbacks depend on each other: a callback may drop what a repeatable creates, and
/// runs only if something else does.
void add_migrate_callbacks(
    const PlanContext& context,
    detail::Callbacks& callbacks,
    detail::ObjectChanges& changes,
    bool something_runs
) {
    const auto has_steps = [&] {
        return !detail::repeatables_to_run(context, changes).steps.empty();
    };
    if (!callbacks.empty() && (something_runs || has_steps())) {
        callbacks.add_changes({"beforeMigrate", "afterVersioned"}, changes);
        if (has_steps()) {
            callbacks.add_changes({"beforeRepeatables"}, changes);
        }
    }
}

/// The steps in the order in which they run, callbacks at their places.
class StepList {
public:
    explicit StepList(detail::Callbacks& callbacks)
        : callbacks_(callbacks) {}

    void fire(std::initializer_list<std::string_view> events) {
        for (const std::string_view event : events) {
            move_behind(callbacks_.steps(event), steps_);
        }
    }

    void add(auto&& steps) { move_behind(std::move(steps), steps_); }

    std::vector<Step> take() { return std::move(steps_); }

private:
    detail::Callbacks& callbacks_;
    std::vector<Step> steps_;
};

bool is_outside(const Plan& plan) {
    return std::ranges::any_of(plan.steps, [](const Step& step) {
        const StepScript* const script = step_script(step);
        return script != nullptr && !script->outside_transaction.empty();
    });
}

/// The three kinds of steps that are there for their own sake.
struct Work {
    std::vector<Step> undo;  ///< UndoStep and FailedStep, ClearStep before them
    std::vector<Step>
        retire;  ///< RetireStep, ClearStep before them; ClearStep of what else is left over
    std::optional<ClearStep> clear;  ///< out of the way of the repeatables
    std::vector<RepeatableStep> repeatables;

    bool empty() const noexcept { return undo.empty() && retire.empty() && repeatables.empty(); }
};

void arrange(const PlanContext& context, Work work, detail::Callbacks& callbacks, Plan& plan) {
    const detail::Occasions occasions{!work.undo.empty(), !work.repeatables.empty()};
    StepList steps{callbacks};
    std::vector<Step> clear;
    if (work.clear) {
        clear.emplace_back(*std::move(work.clear));
    }
    const auto put_back = detail::put_back_step(
        context,
        {std::span{work.undo}, std::span{work.retire}, std::span{clear}},
        work.repeatables
    );
    if (occasions.undo_scripts) {
        steps.fire({"beforeUndo"});
        steps.add(std::move(work.undo));
        steps.fire({"afterUndo"});
    }
    steps.add(std::move(work.retire));
    steps.fire({"beforeMigrate", "afterVersioned"});
    if (occasions.repeatables) {
        steps.fire({"beforeRepeatables"});
        steps.add(std::move(clear));
        steps.add(std::move(work.repeatables));
        steps.add(std::vector<PutBackStep>(put_back.begin(), put_back.end()));
        steps.fire({"afterMigrateApplied"});
    } else {
        steps.add(std::vector<PutBackStep>(put_back.begin(), put_back.end()));
    }
    steps.fire({"afterMigrate"});
    plan.steps = steps.take();
    plan.callbacks = callbacks.around(occasions);
    move_behind(callbacks.skipped(occasions), plan.skipped);
}

void fill_steps(
    const PlanContext& context,
    Position position,
    const std::vector<detail::Undoing>& half_applied,
    Plan& plan
) {
    const detail::StepScripts scripts{context};
    detail::Callbacks callbacks{context, scripts};
    detail::ObjectChanges changes{context.history.table().schema};
    std::vector<detail::Undoing> range = position == Position::above
        ? detail::check_range(context)
        : std::vector<detail::Undoing>{};
    for (const detail::Undoing& each : half_applied) {
        detail::check_text(context, each);
    }
    detail::add_half_applied(half_applied, range);
    plan.next_rank = detail::rank_behind(context.history, half_applied);
    plan.skipped = detail::skipped_undo_scripts(context, scripts, half_applied, changes);
    detail::Clearing clearing{context};
    Work work;
    if (!range.empty()) {
        callbacks.add_changes({"beforeUndo", "beforeEachUndo"}, changes);
        work.undo = detail::undo_steps(context, scripts, range, plan.dialect, {changes, clearing});
        callbacks.add_changes({"afterEachUndo", "afterUndo"}, changes);
    }
    check_dialect(context, work.undo);
    work.retire = detail::clear_before(detail::retire_steps(context, changes), {changes, clearing});
    move_behind(detail::drop_left_over(context, scripts, {changes, clearing}), work.retire);
    detail::add_half_applied_drops(context, scripts, half_applied, changes);
    add_migrate_callbacks(context, callbacks, changes, !work.empty());
    work.clear = detail::clear_for_repeatables(context, {changes, clearing});
    auto [repeatables, unchanged] = detail::plan_repeatables(context, scripts, std::move(changes));
    work.repeatables = std::move(repeatables);
    move_behind(std::move(unchanged), plan.skipped);
    if (work.empty()) {
        move_behind(detail::skip_callbacks(context), plan.skipped);
    } else {
        arrange(context, std::move(work), callbacks, plan);
    }
}

}  // namespace

Plan make_plan(const PlanInputs& inputs, const Sha256& content_sha256, Findings& findings) {
    const PlanContext context{inputs, findings, detail::last_rows(inputs.history)};
    const Position position = detail::position_of(context);
    Plan plan = empty_plan(context, content_sha256);
    detail::check_server(context);
    detail::check_open_run(context, content_sha256);
    if (detail::is_other_database(context)) {
        report_failed_rows(inputs.history, findings);
        return plan;
    }
    const std::vector<detail::Undoing> half_applied =
        detail::half_applied_versions(context, position);
    if (position == Position::empty || position == Position::below) {
        plan.skipped = skip_everything(context, position);
        plan.nothing_to_do = why_nothing(context, position);
        return plan;
    }
    fill_steps(context, position, half_applied, plan);
    detail::resume(context, plan);
    if (plan.steps.empty()) {
        plan.nothing_to_do = why_nothing(context, position);
        return plan;
    }
    if (!context.options.transaction && is_outside(plan)) {
        plan.transaction = TransactionMode::journalled;
    }
    detail::check_callbacks(context);
    detail::check_stretches(context, plan);
    detail::check_locks(context, plan);
    plan.estimated_locks = detail::estimate_locks(context, plan);
    return plan;
}

}  // namespace rollpack::core

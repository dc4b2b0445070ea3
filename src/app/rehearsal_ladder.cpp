#include "detail/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::app::detail {

namespace {

using core::FindingCode;

/// Steps of one kind took so long, and changed so many rows.
template <typename Kind>
core::StepOutcome outcome_of(const RehearsedRun& run) {
    core::StepOutcome sum;
    for (std::size_t i = 0; run.report && i < run.plan.steps.size(); ++i) {
        if (std::holds_alternative<Kind>(run.plan.steps[i])) {
            sum.duration += run.report->steps.at(i).duration;
            sum.rows += run.report->steps.at(i).rows;
        }
    }
    return sum;
}

}  // namespace

bool Rehearsal::climb() {
    std::vector<const core::Script*> scripts;
    for (const core::Script& script : releases_.release.versioned) {
        if (*script.name.version > result_.target) {
            scripts.push_back(&script);
        }
    }
    observer_.on(core::PhaseStarted{
        fmt::format("going up to {} version by version, and back from each", result_.release)});
    Station below = target_;
    for (const core::Script* const script : scripts) {
        Station here;
        if (!climb_one(*script, below, here)) {
            return false;
        }
        if (is_whole_rollback_tried(result_.versions.size(), scripts.size())) {
            try_whole(result_.versions.back());
        }
        record(result_.versions.back(), here);
        below = std::move(here);
        observer_.on(core::PhaseProgress{result_.versions.size(), scripts.size()});
    }
    return true;
}

// The last one's is the rollback itself, so it is tried for real.
bool Rehearsal::is_whole_rollback_tried(std::size_t rung, std::size_t count) const {
    const std::size_t most = request_.whole_rollbacks;
    return most >= count || (most > 0 && rung * most / count != (rung - 1) * most / count);
}

bool Rehearsal::climb_one(const core::Script& script, const Station& below, Station& here) {
    const core::Version& version = *script.name.version;
    const RehearsedRun up = migrated(*ladder_, releases_.release, {version, false});
    if (!up.is_fine()) {
        tell_failure(FindingCode::migration_failed, up, "fails on the way up: ");
        return false;
    }
    sow_above(version);
    here = look_at(*ladder_);
    RehearsedVersion rung{
        .version = version,
        .versioned_script = script.origin.path,
        .undo_script = {},
        .migrated = outcome_of<core::VersionedStep>(up).duration,
        .fingerprint = here.schema.digest};
    const auto undo = std::ranges::find_if(
        project_.selection.undo,
        [&](const core::UndoScript& each) { return each.script.name.version == version; }
    );
    const core::Version below_version = result_.versions.empty() ? result_.target
                                                                 : result_.versions.back().version;
    if (undo != project_.selection.undo.end()) {
        rung.undo_script = undo->script.origin.path;
        try_undo(*undo, below_version, below, rung);
    }
    result_.versions.push_back(std::move(rung));
    return true;
}

core::Selection Rehearsal::selection_of(const core::UndoScript& undo, const core::Version& below)
    const {
    core::Selection selection = project_.selection;
    selection.target_version = below;
    selection.undo = {undo};
    std::erase_if(selection.repeatables, [](const core::Repeatable& repeatable) {
        return !repeatable.script;
    });
    return selection;
}

void Rehearsal::try_undo(
    const core::UndoScript& undo,
    const core::Version& below,
    const Station& expected,
    RehearsedVersion& rung
) {
    const auto [run, found] = try_out(selection_of(undo, below));
    const core::StepOutcome outcome = outcome_of<core::UndoStep>(run);
    rung.undone = outcome.duration;
    rung.undone_rows = outcome.rows;
    const std::string& subject = undo.script.origin.path;
    if (!found) {
        rung.schema = Outcome::failed;
        tell_failure(FindingCode::undo_failed, run, "fails: ");
        return;
    }
    rung.footprint = found->footprint;
    compare(
        expected,
        *found,
        {FindingCode::undo_not_inverse, FindingCode::undo_data_differs, subject, ""},
        {rung.schema, rung.data}
    );
}

void Rehearsal::try_whole(RehearsedVersion& rung) {
    const auto [run, found] = try_out(project_.selection);
    const std::string from = fmt::format("the rollback from {} ", rung.version.text());
    if (!found) {
        rung.whole_rollback = Outcome::failed;
        tell_failure(FindingCode::rollback_failed, run, from + "fails: ");
        return;
    }
    Outcome data = Outcome::not_tried;
    compare(
        target_,
        *found,
        {FindingCode::rollback_not_inverse, FindingCode::rollback_data_differs, package(), from},
        {rung.whole_rollback, data}
    );
    if (data == Outcome::different) {
        rung.whole_rollback = data;
    }
}

Rehearsal::Trial Rehearsal::try_out(const core::Selection& selection) {
    Station station;
    const auto look = [&] {
        station.footprint = ladder_->footprint();
        station.schema = ladder_->fingerprint();
        station.data = ladder_->data_state();
        return executor::CommitVerdict{executor::CommitVerdict::Kind::roll_back};
    };
    RehearsedRun run = ladder_->roll_back(selection, core::DialectChoice::delete_rows, look);
    if (run.report && run.is_fine()) {
        return {std::move(run), std::move(station)};
    }
    const bool is_outside = !run.report && run.fault().empty() && !run.plan.steps.empty();
    return is_outside ? try_on_clone(selection) : Trial{std::move(run), std::nullopt};
}

// What cannot be in a transaction cannot be rolled back either: it is done to a copy.
Rehearsal::Trial Rehearsal::try_on_clone(const core::Selection& selection) {
    ladder_.reset();
    const std::string name = server_.clone("copy", ladder_name_);
    Trial trial = [&] {
        RehearsalDatabase copy{project_, server_.settings_of(name)};
        RehearsedRun run = copy.roll_back(selection, core::DialectChoice::delete_rows);
        const bool is_fine = run.is_fine();
        return Trial{std::move(run), is_fine ? std::optional{look_at(copy)} : std::nullopt};
    }();
    server_.drop(name);
    open_ladder();
    return trial;
}

void Rehearsal::record(const RehearsedVersion& rung, const Station& here) {
    core::RehearsedVersion recorded{
        rung.version,
        core::delta_between(latest_, here.schema),
        {},
        rung.footprint.rewritten,
        rung.undone_rows};
    for (const auto& [relation, mode] : rung.footprint.locks) {
        recorded.locks.push_back({relation, mode});
    }
    recorded_.versions.push_back(std::move(recorded));
    latest_ = here.schema;
}

}  // namespace rollpack::app::detail

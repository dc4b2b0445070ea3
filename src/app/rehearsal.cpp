#include "detail/rehearsal.hpp"

#include "detail/missing_needs.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::app::detail {

namespace {

using core::FindingCode;

constexpr std::chrono::milliseconds duration_of(const core::Report& report) {
    std::chrono::milliseconds sum{};
    for (const core::StepOutcome& step : report.steps) {
        sum += step.duration;
    }
    return sum;
}

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

std::string hint_of(FindingCode code) {
    switch (code) {
    case FindingCode::migration_failed:
        return "No new database can be made with it either: mend the script, or install what it needs on the "
               "rehearsal's server.";
    case FindingCode::undo_data_differs:
    case FindingCode::rollback_data_differs:
        return "Let the undo script put the rows back; where that cannot be, allow it: --allow "
            + std::string{core::finding_info(code).name} + ".";
    case FindingCode::rollback_history_wrong:
        return "This is a fault of rollpack: please report it, with the package.";
    case FindingCode::undo_failed:
    case FindingCode::rollback_failed:
        return "Mend the script, commit it, and build the package again.";
    case FindingCode::upgrade_failed:
    case FindingCode::upgrade_differs:
        return "Let the undo scripts take back all that their versions do, and build the package again.";
    default:
        return "Mend the undo script, commit it, and build the package again.";
    }
}

/// The script of this path among some, as the repository has it; empty for none.
template <typename Scripts, typename ScriptOf>
std::string origin_in(const Scripts& scripts, const std::string& path, ScriptOf&& script_of) {
    for (const auto& each : scripts) {
        const core::Script& script = script_of(each);
        if (script.path == path) {
            return script.origin.path;
        }
    }
    return {};
}

core::DialectChoice choice_of(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? core::DialectChoice::delete_rows
                                                        : core::DialectChoice::undo_rows;
}

std::string words_of(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? "delete" : "undo";
}

}  // namespace

Rehearsal::Rehearsal(const RehearsalParts& parts)
    : project_(parts.project)
    , releases_(parts.releases)
    , request_(parts.request)
    , seeds_(parts.seeds)
    , server_(parts.server)
    , observer_(parts.observer)
    , findings_(parts.request.allowed)
    , result_{
          .package_name = core::package_name(project_.selection),
          .content_sha256 = project_.content_sha256,
          .target = project_.selection.target_version,
          .release = project_.selection.release.ref,
          .server_version = server_.version_number(),
          .repeatables = {},
          .repeatables_diff = {},
          .target_schema = {},
          .release_schema = {},
          .versions = {},
          .rollbacks = {},
          .roles = {},
          .findings = {},
          .recorded = {}} {
    for (const core::Repeatable& repeatable : project_.selection.repeatables) {
        result_.repeatables.emplace_back(repeatable.description, repeatable.action);
    }
}

RehearsalResult Rehearsal::run() {
    ladder_name_ = server_.create("ladder");
    open_ladder();
    const bool at_end = reach_target() && climb() && reach_release();
    if (at_end) {
        come_back(core::HistoryDialect::delete_rows);
        come_back(core::HistoryDialect::undo_rows);
        result_.recorded = std::move(recorded_);
    }
    ladder_.reset();
    server_.drop(ladder_name_);
    if (!target_name_.empty()) {
        server_.drop(target_name_);
    }
    result_.findings = findings_.sorted();
    result_.proven = at_end && !findings_.has_errors();
    return std::move(result_);
}

void Rehearsal::open_ladder() {
    ladder_.emplace(project_, server_.settings_of(ladder_name_));
}

Station Rehearsal::look_at(RehearsalDatabase& database) {
    return {database.fingerprint(), database.data_state()};
}

void Rehearsal::tell(FindingCode code, const std::string& subject, const std::string& message) {
    findings_.add(code, subject, message, hint_of(code));
}

// What stops one undo script stops every rollback that it is a part of.
void Rehearsal::tell_failure(FindingCode code, const RehearsedRun& run, const std::string& before) {
    if (known_faults_.insert(run.fault()).second) {
        const std::optional<std::string> hint = run.report && run.report->failure
            ? extension_hint(*run.report->failure, result_.server_version)
            : std::nullopt;
        findings_.add(code, subject_of(run), before + run.fault(), hint.value_or(hint_of(code)));
    }
}

std::string Rehearsal::subject_of(const RehearsedRun& run) const {
    if (!run.report || !run.report->failure || run.report->failure->script.empty()) {
        return core::package_name(project_.selection);
    }
    const std::string& path = run.report->failure->script;
    const auto itself = [](const core::Script& script) -> const core::Script& { return script; };
    for (const std::string& origin :
         {origin_in(
              project_.selection.undo,
              path,
              [](const core::UndoScript& undo) -> const core::Script& { return undo.script; }
          ),
          origin_in(releases_.release.versioned, path, itself),
          origin_in(releases_.target.repeatables, path, itself),
          origin_in(releases_.release.repeatables, path, itself),
          origin_in(project_.selection.callbacks, path, itself)}) {
        if (!origin.empty()) {
            return origin;
        }
    }
    return path;
}

bool Rehearsal::migrate(
    RehearsalDatabase& database,
    const core::ReleaseScripts& release,
    const core::MigrationGoal& goal
) {
    const RehearsedRun run = migrated(database, release, goal);
    if (!run.is_fine()) {
        tell_failure(FindingCode::migration_failed, run, "fails on the way up: ");
    }
    return run.is_fine();
}

// The script that names a role was rolled back, and is the first that is not applied.
RehearsedRun Rehearsal::migrated(
    RehearsalDatabase& database,
    const core::ReleaseScripts& release,
    const core::MigrationGoal& goal
) {
    RehearsedRun run = database.migrate(release, goal);
    while (!run.is_fine() && run.report && make_missing_role(*run.report)) {
        run = database.migrate(release, goal);
    }
    return run;
}

bool Rehearsal::make_missing_role(const core::Report& report) {
    const std::optional<std::string> role = report.failure ? missing_role(*report.failure)
                                                           : std::nullopt;
    if (!role || std::ranges::find(result_.roles, *role) != result_.roles.end()
        || !server_.create_role(*role)) {
        return false;
    }
    result_.roles.push_back(*role);
    return true;
}

bool Rehearsal::reach_target() {
    observer_.on(core::PhaseStarted{fmt::format("migrating to {}", result_.target.text())});
    if (!migrate(*ladder_, releases_.target, {result_.target, true})) {
        return false;
    }
    sow(result_.target);
    target_ = look_at(*ladder_);
    result_.target_schema = target_.schema;
    recorded_.target = target_.schema;
    latest_ = target_.schema;
    result_.has_data = std::ranges::any_of(target_.data.tables, [](const auto& table) {
        return table.second.rows > 0;
    });
    if (result_.has_data) {
        ladder_.reset();
        target_name_ = server_.clone("target", ladder_name_);
        open_ladder();
    }
    return true;
}

// Rows that came later stay in the tables of the target, and nothing has to take them back.
void Rehearsal::sow_above(const core::Version& version) {
    const bool has_seed = std::ranges::any_of(seeds_, [&](const ReadSeed& seed) {
        return seed.version == version;
    });
    if (!has_seed) {
        return;
    }
    const core::DataState before = ladder_->data_state();
    sow(version);
    for (const auto& [table, content] : ladder_->data_state().tables) {
        const auto found = before.tables.find(table);
        if (found != before.tables.end() && found->second != content) {
            sown_.insert(table);
        }
    }
}

void Rehearsal::sow(const core::Version& version) {
    for (const ReadSeed& seed : seeds_) {
        if (seed.version != version) {
            continue;
        }
        core::Report report = ladder_->run_seed(seed.path, seed.text);
        while (make_missing_role(report)) {
            report = ladder_->run_seed(seed.path, seed.text);
        }
        if (report.ending != core::Ending::done) {
            const auto& failure = report.failure;
            throw core::Error(
                core::ErrorCode::sql_failed,
                fmt::format(
                    "{}{}: {}",
                    seed.path,
                    failure ? fmt::format(":{}", failure->line) : "",
                    failure ? failure->message : report.message
                ),
                "The rows of a seed have to fit the version that it is for."
            );
        }
    }
}

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

void Rehearsal::compare(
    const Station& expected,
    const Station& found,
    const Words& words,
    const Outcomes& outcomes
) {
    const core::SchemaComparison schema = core::compare(expected.schema, found.schema);
    outcomes.schema = schema.is_equal() ? Outcome::equal : Outcome::different;
    for (const std::string& sentence : core::sentences(schema, known_objects_)) {
        tell(words.schema, words.subject, words.before + sentence);
    }
    core::DataComparison data = core::compare(expected.data, found.data);
    std::erase_if(data.tables, [&](const core::TableDifference& table) {
        return sown_.contains(table.table);
    });
    outcomes.data = data.is_equal() ? Outcome::equal : Outcome::different;
    std::erase_if(data.tables, [&](const core::TableDifference& table) {
        return !known_data_.insert(table.table).second;
    });
    std::erase_if(data.sequences, [&](const core::SequenceReset& sequence) {
        return !known_data_.insert(sequence.sequence).second;
    });
    for (const std::string& sentence : core::sentences(data)) {
        tell(words.data, words.subject, words.before + sentence);
    }
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

bool Rehearsal::reach_release() {
    observer_.on(core::PhaseStarted{fmt::format("running the repeatables of {}", result_.release)});
    if (!migrate(*ladder_, releases_.release, {})) {
        return false;
    }
    result_.release_schema = ladder_->fingerprint();
    recorded_.release = core::delta_between(latest_, result_.release_schema);
    ladder_.reset();
    return true;
}

void Rehearsal::come_back(core::HistoryDialect dialect) {
    const std::string as = words_of(dialect);
    observer_.on(core::PhaseStarted{fmt::format(
        "rolling back to {} and up again, with {} rows in the history",
        result_.target.text(),
        as
    )});
    RehearsedRollback rollback;
    rollback.dialect = dialect;
    const std::string name = server_.clone(as, ladder_name_);
    {
        RehearsalDatabase database{project_, server_.settings_of(name)};
        const RehearsedRun run = database.roll_back(project_.selection, choice_of(dialect));
        if (run.is_fine()) {
            rollback.rolled_back = run.report ? duration_of(*run.report)
                                              : std::chrono::milliseconds{};
            const Station found = look_at(database);
            compare(
                target_,
                found,
                {FindingCode::rollback_not_inverse,
                 FindingCode::rollback_data_differs,
                 package(),
                 "the rollback "},
                {rollback.schema, rollback.data}
            );
            compare_rows(database, found, rollback);
            check_history(database, rollback);
            check_upgrade(database, rollback);
        } else {
            rollback.schema = Outcome::failed;
            tell_failure(FindingCode::rollback_failed, run, "the rollback fails: ");
        }
    }
    server_.drop(name);
    result_.rollbacks.push_back(rollback);
}

void Rehearsal::add_rows(core::RowDifferences rows, RehearsedRollback& rollback) {
    if (sown_.contains(rows.table)) {
        if (rows.changed == 0 && rows.lost == 0) {
            return;
        }
        rollback.data = Outcome::different;
        if (known_data_.insert(rows.table).second) {
            tell(
                FindingCode::rollback_data_differs,
                package(),
                fmt::format(
                    "the rollback changes {} and loses {} of the target's rows in {}",
                    rows.changed,
                    rows.lost,
                    rows.table
                )
            );
        }
    }
    rollback.rows.push_back(std::move(rows));
}

void Rehearsal::compare_rows(
    RehearsalDatabase& database,
    const Station& found,
    RehearsedRollback& rollback
) {
    const core::DataComparison comparison = core::compare(target_.data, found.data);
    if (comparison.tables.empty() || target_name_.empty()) {
        return;
    }
    RehearsalDatabase target{project_, server_.settings_of(target_name_)};
    for (const core::TableDifference& difference : comparison.tables) {
        const std::string& table = difference.table;
        const std::vector<std::string>& columns = target_.data.tables.at(table).columns;
        if (found.data.tables.at(table).columns != columns) {
            continue;
        }
        auto before = target.rows(table, columns);
        auto after = database.rows(table, columns);
        if (before && after) {
            add_rows(core::compare_rows(table, *std::move(before), *std::move(after)), rollback);
        }
    }
}

void Rehearsal::check_history(RehearsalDatabase& database, RehearsedRollback& rollback) {
    core::Findings findings;
    const core::History history = database.history(findings);
    std::vector<std::string> faults;
    for (const core::Finding& finding : findings.all()) {
        faults.push_back(finding.message);
    }
    if (history.current_version() != result_.target) {
        faults.push_back(fmt::format(
            "its version is {}",
            history.current_version() ? history.current_version()->text() : "none"
        ));
    }
    const auto in_force = [&](const core::Repeatable& repeatable) {
        return std::ranges::any_of(
            history.repeatables(),
            [&](const core::AppliedRepeatable& applied) {
                return applied.description == repeatable.description;
            }
        );
    };
    for (const core::Repeatable& repeatable : project_.selection.repeatables) {
        if (in_force(repeatable) != repeatable.script.has_value()) {
            faults.push_back(fmt::format(
                "the repeatable \"{}\" is {}in force",
                repeatable.description,
                repeatable.script ? "not " : ""
            ));
        }
    }
    const bool is_undo = rollback.dialect == core::HistoryDialect::undo_rows;
    if (history.has_undo_rows() != (is_undo && !result_.versions.empty())) {
        faults.emplace_back(is_undo ? "it has no UNDO_SQL rows" : "it has UNDO_SQL rows");
    }
    rollback.history = faults.empty() ? Outcome::equal : Outcome::different;
    for (const std::string& fault : faults) {
        tell(
            FindingCode::rollback_history_wrong,
            package(),
            fmt::format("the history with {} rows: {}", words_of(rollback.dialect), fault)
        );
    }
}

void Rehearsal::check_upgrade(RehearsalDatabase& database, RehearsedRollback& rollback) {
    const RehearsedRun run = database.migrate(releases_.release, {});
    if (!run.is_fine()) {
        rollback.upgrade = Outcome::failed;
        tell_failure(FindingCode::upgrade_failed, run, "fails after the rollback: ");
        return;
    }
    rollback.upgraded = run.report ? duration_of(*run.report) : std::chrono::milliseconds{};
    const core::SchemaComparison schema =
        core::compare(result_.release_schema, database.fingerprint());
    rollback.upgrade = schema.is_equal() ? Outcome::equal : Outcome::different;
    for (const std::string& sentence : core::sentences(schema, known_objects_)) {
        tell(FindingCode::upgrade_differs, package(), "the upgrade after it " + sentence);
    }
}

}  // namespace rollpack::app::detail

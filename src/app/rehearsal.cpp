#include "detail/rehearsal.hpp"

#include "detail/missing_needs.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::app::detail {

namespace {

using core::FindingCode;

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

}  // namespace

Rehearsal::Rehearsal(const RehearsalParts& parts)
    : project_(parts.project)
    , releases_(parts.releases)
    , request_(parts.request)
    , seeds_(parts.seeds)
    , snapshot_(parts.snapshot)
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
        recorded_.repeatables = result_.seen;
        if (!result_.snapshot || result_.snapshot->drift.empty()) {
            result_.recorded = std::move(recorded_);
        }
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
    const core::MigrationGoal& goal,
    core::ReleaseSide side
) {
    const RehearsedRun run = migrated(
        database,
        release,
        goal,
        core::untold_repeatables(project_.selection.repeatables, side)
    );
    if (!run.is_fine()) {
        tell_failure(FindingCode::migration_failed, run, "fails on the way up: ");
        return false;
    }
    learn(side, run);
    return true;
}

// The script that names a role was rolled back, and is the first that is not applied.
RehearsedRun Rehearsal::migrated(
    RehearsalDatabase& database,
    const core::ReleaseScripts& release,
    const core::MigrationGoal& goal,
    const std::set<std::string>& watched
) {
    RehearsedRun run = database.migrate(release, goal, watched);
    while (!run.is_fine() && run.report && make_missing_role(*run.report)) {
        auto created = std::move(run.created);
        run = database.migrate(release, goal, watched);
        run.created.merge(created);
    }
    return run;
}

void Rehearsal::learn(core::ReleaseSide side, const RehearsedRun& run) {
    core::add_seen(project_.selection.repeatables, side, run.created, result_.seen);
    core::add_rehearsed_objects(project_.selection.repeatables, result_.seen);
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
    if (!migrate(*ladder_, releases_.target, {result_.target, true}, core::ReleaseSide::target)) {
        return false;
    }
    if (snapshot_ && !take_snapshot(*snapshot_)) {
        return false;
    }
    sow(result_.target);
    target_ = look_at(*ladder_);
    if (!snapshot_) {
        recorded_.target = target_.schema;
    }
    result_.target_schema = target_.schema;
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

bool Rehearsal::reach_release() {
    observer_.on(core::PhaseStarted{fmt::format("running the repeatables of {}", result_.release)});
    if (!migrate(*ladder_, releases_.release, {}, core::ReleaseSide::current)) {
        return false;
    }
    result_.release_schema = ladder_->fingerprint();
    recorded_.release = core::delta_between(latest_, result_.release_schema);
    ladder_.reset();
    return true;
}

}  // namespace rollpack::app::detail

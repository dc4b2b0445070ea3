#include "detail/rehearsal_database.hpp"

#include "detail/connect.hpp"
#include "detail/first_error.hpp"
#include "detail/planning.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollpack::app::detail {

namespace {

using core::TransactionMode;

constexpr std::chrono::seconds patience{60};
constexpr std::size_t most_rows = 100'000;

std::string at(const core::SqlFailure& failure) {
    return failure.line == 0 ? failure.script : fmt::format("{}:{}", failure.script, failure.line);
}

/// What a person may allow stops no rehearsal: it shows what comes of it.
std::set<core::FindingCode> all_that_can_be_allowed() {
    std::set<core::FindingCode> codes;
    for (const core::FindingInfo& info : core::finding_table()) {
        if (info.can_allow) {
            codes.insert(info.code);
        }
    }
    return codes;
}

/// Without one nothing can run outside of a transaction.
bool needs_journal(const core::Plan& plan) {
    return std::ranges::any_of(core::stretches(plan), [](const core::Stretch& stretch) {
        return !stretch.outside_transaction.empty();
    });
}

/// Where a history is made in a database that has none.
core::HistoryTable history_table(const core::HistoryLocation& location) {
    return {location.schema.value_or("public"), location.table};
}

bool is_there(executor::Database& database, const core::HistoryTable& table) {
    try {
        static_cast<void>(database.locate_history({table.schema, table.table}));
        return true;
    } catch (const core::Error& error) {
        if (error.code() != core::ErrorCode::history_missing) {
            throw;
        }
        return false;
    }
}

}  // namespace

bool RehearsedRun::is_fine() const {
    return report
        ? report->ending == core::Ending::done || report->ending == core::Ending::nothing_to_do
            || report->ending == core::Ending::tried
        : plan.steps.empty() && fault().empty();
}

std::string RehearsedRun::fault() const {
    if (report) {
        return report->failure
            ? fmt::format("{}: {}", at(*report->failure), report->failure->message)
            : report->message;
    }
    const core::Finding* const error = first_error(findings);
    return error == nullptr ? "" : fmt::format("{}: {}", error->subject, error->message);
}

RehearsalDatabase::RehearsalDatabase(
    const RehearsalProject& project,
    const executor::ConnectionSettings& settings
)
    : project_(project)
    , database_(executor::open_database(settings))
    , table_(history_table(project.selection.history)) {
    begin_with_callbacks(project_.selection, project_.options, *database_, silence_);
    if (!is_there(*database_, table_)) {
        database_->create_history(table_);
    }
}

bool RehearsalDatabase::has_history(
    const RehearsalProject& project,
    const executor::ConnectionSettings& settings
) {
    return is_there(*executor::open_database(settings), history_table(project.selection.history));
}

core::Report RehearsalDatabase::run(
    const core::Plan& plan,
    bool journal,
    const executor::BeforeCommit& before_commit
) {
    executor::RunOptions options;
    options.reason = "rehearsal";
    options.tool_version = ROLLPACK_VERSION;
    options.before_commit = before_commit;
    options.journal = journal;
    database_->lock(table_, plan.transaction, patience, silence_);
    core::Report report = database_->run(plan, options, silence_);
    database_->unlock();
    if (report.ending == core::Ending::interrupted) {
        throw core::Error(core::ErrorCode::interrupted, "interrupted while rehearsing");
    }
    return report;
}

core::History RehearsalDatabase::history(core::Findings& findings) {
    return core::History::read(table_, database_->read_history(table_), findings);
}

RehearsedRun RehearsalDatabase::migrate(
    const core::ReleaseScripts& release,
    const core::MigrationGoal& goal,
    const std::set<std::string>& watched
) {
    core::Findings findings{project_.allowed};
    core::PlanOptions options = project_.options;
    options.transaction = TransactionMode::script;
    const core::History applied = history(findings);
    const core::ServerFacts facts = database_->planning_facts(table_, true);
    core::Plan plan = core::make_migration(
        {project_.selection, applied, facts, options, executor::analyze_sql},
        release,
        goal,
        findings
    );
    RehearsedRun result{std::move(plan), findings.sorted(), std::nullopt};
    if (!findings.has_errors() && !result.plan.steps.empty()) {
        run_watching(watched, result);
    }
    return result;
}

// What comes into being while the step runs alone is the step's.
void RehearsalDatabase::run_watching(const std::set<std::string>& watched, RehearsedRun& result) {
    const std::vector<core::Step>& steps = result.plan.steps;
    const auto is_watched = [&](const core::Step& step) {
        const auto* const repeatable = std::get_if<core::RepeatableStep>(&step);
        return repeatable != nullptr && watched.contains(repeatable->description);
    };
    for (auto first = steps.begin();
         first != steps.end() && (!result.report || result.is_fine());) {
        const bool watches = is_watched(*first);
        const auto last = watches ? first + 1 : std::find_if(first, steps.end(), is_watched);
        const std::vector<core::DatabaseObject> before = watches
            ? ownable_objects()
            : std::vector<core::DatabaseObject>{};
        core::Report report = run_part(
            result.plan,
            static_cast<std::size_t>(first - steps.begin()),
            static_cast<std::size_t>(last - steps.begin())
        );
        if (result.report) {
            report.steps.insert(
                report.steps.begin(),
                result.report->steps.begin(),
                result.report->steps.end()
            );
        }
        result.report = std::move(report);
        if (watches && result.is_fine()) {
            std::ranges::set_difference(
                ownable_objects(),
                before,
                std::back_inserter(
                    result.created[std::get<core::RepeatableStep>(*first).description]
                )
            );
        }
        first = last;
    }
}

core::Report RehearsalDatabase::run_part(
    const core::Plan& plan,
    std::size_t first,
    std::size_t last
) {
    if (first == 0 && last == plan.steps.size()) {
        return run(plan, needs_journal(plan));
    }
    core::Findings unheard;
    const core::History applied = history(unheard);
    core::Plan part = plan;
    part.steps.assign(
        plan.steps.begin() + static_cast<std::ptrdiff_t>(first),
        plan.steps.begin() + static_cast<std::ptrdiff_t>(last)
    );
    part.history_fingerprint = applied.fingerprint();
    part.next_rank = applied.highest_rank() + 1;
    return run(part, needs_journal(part));
}

std::vector<core::DatabaseObject> RehearsalDatabase::ownable_objects() {
    return database_->ownable_objects(table_.schema);
}

RehearsedRun RehearsalDatabase::roll_back(
    const core::Selection& selection,
    core::DialectChoice dialect,
    const executor::BeforeCommit& before_commit
) {
    PlanRequest request;
    request.options = project_.options;
    request.options.dialect = dialect;
    request.allowed = all_that_can_be_allowed();
    request.data.accept_all = true;
    PlanResult planned = plan_for(selection, project_.content_sha256, table_, request, *database_);
    RehearsedRun result{std::move(planned.plan), std::move(planned.findings), std::nullopt};
    const bool is_possible = !before_commit || result.plan.transaction == TransactionMode::package;
    if (!planned.refused && !result.plan.steps.empty() && is_possible) {
        result.report = run(result.plan, !before_commit, before_commit);
    }
    return result;
}

core::Report RehearsalDatabase::run_seed(const std::string& path, core::ScriptText text) {
    core::Findings findings;
    core::Plan plan = core::make_migration(
        {project_.selection,
         history(findings),
         database_->facts(),
         project_.options,
         executor::analyze_sql},
        {},
        {},
        findings
    );
    core::SqlAnalysis analysis = executor::analyze_sql(text);
    const core::Sha256 digest = core::digest_of(text);
    plan.steps.emplace_back(core::CallbackStep{
        "seed",
        {path, digest, std::move(text), std::move(analysis)},
        "rows for the rehearsal"});
    return run(plan, needs_journal(plan));
}

core::Fingerprint RehearsalDatabase::fingerprint() {
    return database_->fingerprint({table_.schema, table_.table, project_.ignored});
}

core::DataState RehearsalDatabase::data_state() {
    return database_->data_state({table_.schema, table_.table, project_.ignored});
}

std::optional<std::vector<core::KeyedRow>> RehearsalDatabase::rows(
    const std::string& table,
    const std::vector<std::string>& columns
) {
    return database_->keyed_rows(table, columns, most_rows);
}

executor::Footprint RehearsalDatabase::footprint() {
    return database_->footprint(table_);
}

}  // namespace rollpack::app::detail

#include "rollpack/app/apply.hpp"

#include "detail/connect.hpp"
#include "detail/planning.hpp"
#include "rollpack/app/keep_folder.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/app/saved_plan.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace rollpack::app {

namespace {

/// Gives the lock back on every way out.
class LockGuard {
public:
    explicit LockGuard(executor::Database& database)
        : database_(&database) {}

    ~LockGuard() { database_->unlock(); }

    LockGuard(const LockGuard&) = delete;
    LockGuard& operator=(const LockGuard&) = delete;
    LockGuard(LockGuard&&) = delete;
    LockGuard& operator=(LockGuard&&) = delete;

private:
    executor::Database* database_;
};

PlanDocument described(const PlanResult& planned, const PlanRequest& request) {
    PlanInputs inputs;
    inputs.options = request.options;
    inputs.policy = request.data;
    inputs.allowed = request.allowed;
    return describe_plan(planned, inputs);
}

void refuse_if_changed(const PlanResult& shown, const PlanResult& now, const PlanRequest& request) {
    const std::vector<std::string> changes =
        plan_changes(described(shown, request), described(now, request));
    if (changes.empty()) {
        return;
    }
    throw core::Error(
        core::ErrorCode::history_changed,
        fmt::format("the database changed while the plan was shown: {}", fmt::join(changes, "; ")),
        "Nothing was changed. Run the command again to see the plan that holds now."
    );
}

executor::RunOptions run_options(const ApplyRequest& request) {
    executor::RunOptions options;
    options.reason = request.reason;
    options.tool_version = ROLLPACK_VERSION;
    options.journal = request.journal;
    options.plan_sha256 = request.plan_sha256;
    options.environment = request.plan.database.environment;
    options.times = request.times;
    options.in_doubt = request.in_doubt;
    for (const SignedBy& approval : request.approvals) {
        options.approvals.push_back(fmt::format("{} ({})", approval.signer, approval.key));
    }
    return options;
}

/// The package, the session and the place of the history: what every plan is made from.
struct Prepared {
    OpenedPackage opened;
    std::unique_ptr<executor::Database> database;
    core::HistoryTable table;
};

Prepared prepare(const PlanRequest& request, core::Observer& observer) {
    OpenedPackage opened = open_package_file(request.package, observer);
    std::unique_ptr<executor::Database> database =
        connect(request.database, request.options, &opened, observer);
    core::HistoryTable table = database->locate_history(
        history_location(request.database, opened.package.selection().history)
    );
    return {std::move(opened), std::move(database), std::move(table)};
}

PlanResult plan_with(const Prepared& prepared, const PlanRequest& request) {
    return plan_for(prepared.opened, prepared.table, request, *prepared.database);
}

/// A script that cannot be in a transaction is known with the plan only, and takes another kind of lock.
PlanResult plan_under_lock(
    const Prepared& prepared,
    const ApplyRequest& request,
    const std::optional<PlanResult>& shown,
    core::Observer& observer
) {
    core::TransactionMode mode = request.plan.options.transaction.value_or(
        core::TransactionMode::package
    );
    mode = shown ? shown->plan.transaction : mode;
    while (true) {
        observer.on(core::PhaseStarted{"taking Flyway's lock"});
        prepared.database->lock(prepared.table, mode, request.lock_patience, observer);
        PlanResult planned = plan_with(prepared, request.plan);
        if (planned.refused || planned.plan.transaction == mode) {
            return planned;
        }
        mode = planned.plan.transaction;
        prepared.database->unlock();
    }
}

}  // namespace

PlanResult plan_rollback(const PlanRequest& request, core::Observer& observer) {
    const Prepared prepared = prepare(request, observer);
    observer.on(core::PhaseStarted{"planning"});
    return plan_with(prepared, request);
}

PlannedSql plan_rollback_sql(
    const PlanRequest& request,
    const executor::PlanSqlOptions& options,
    core::Observer& observer
) {
    if (request.data.keep == core::DataPolicy::Keep::in_files) {
        throw core::Error(
            core::ErrorCode::usage,
            "an SQL file cannot keep data in files",
            "Give --keep-data without a folder: the data is then kept in a schema of the database."
        );
    }
    const Prepared prepared = prepare(request, observer);
    observer.on(core::PhaseStarted{"planning"});
    PlannedSql result{plan_with(prepared, request), std::nullopt};
    if (!result.planned.refused && !result.planned.plan.steps.empty()) {
        executor::PlanSqlOptions with_kept = options;
        with_kept.run.kept = result.planned.assessment.kept;
        result.sql = prepared.database->plan_sql(result.planned.plan, with_kept);
    }
    return result;
}

ApplyResult apply_package(
    const ApplyRequest& request,
    const Confirm& confirm,
    core::Observer& observer
) {
    const Prepared prepared = prepare(request.plan, observer);
    executor::Database& database = *prepared.database;
    const core::ServerFacts facts = database.facts();
    const bool takes_changes = !facts.standby && !facts.read_only;

    std::optional<PlanResult> shown;
    if (confirm || !takes_changes) {
        shown = plan_with(prepared, request.plan);
        if (shown->refused) {
            return {*std::move(shown), std::nullopt};
        }
        if (!shown->plan.steps.empty() && !confirm(*shown)) {
            throw core::Error(core::ErrorCode::declined, "declined; nothing was changed");
        }
    }

    const LockGuard guard(database);
    PlanResult planned = plan_under_lock(prepared, request, shown, observer);
    if (request.check) {
        request.check(planned);
    }
    if (planned.refused) {
        return {std::move(planned), std::nullopt};
    }
    if (shown) {
        refuse_if_changed(*shown, planned, request.plan);
    }
    observer.on(core::PhaseStarted{
        fmt::format("rolling back to {}", planned.plan.target_version.text())});
    executor::RunOptions options = run_options(request);
    std::optional<KeepFolder> folder;
    options.kept = planned.assessment.kept;
    if (request.kept_folder && !options.kept.empty()) {
        options.keep_sink = &folder.emplace(*request.kept_folder);
    }
    core::Report report = database.run(planned.plan, options, observer);
    return {std::move(planned), std::move(report)};
}

StatusResult read_status(const StatusRequest& request, core::Observer& observer) {
    std::optional<OpenedPackage> opened;
    if (request.package) {
        opened = open_package_file(*request.package, observer);
    }
    const std::unique_ptr<executor::Database> database =
        connect(request.database, request.options, opened ? &*opened : nullptr, observer);
    const core::HistoryTable table = database->locate_history(history_location(
        request.database,
        opened ? opened->package.selection().history : core::HistoryLocation{}
    ));
    core::Findings findings(request.allowed);
    core::check_flyway_environment(request.database.flyway, nullptr, findings);
    core::History history = core::History::read(table, database->read_history(table), findings);
    core::report_failed_rows(history, findings);
    StatusResult status{
        database->planning_facts(table, true),
        std::move(history),
        database->lock_holders(table),
        findings.sorted(),
        std::nullopt};
    if (opened) {
        const PlanRequest plan{
            *request.package,
            request.database,
            request.options,
            request.allowed};
        status.package_plan = plan_for(*opened, table, plan, *database);
    }
    return status;
}

}  // namespace rollpack::app

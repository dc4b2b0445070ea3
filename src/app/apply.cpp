#include "rollpack/app/apply.hpp"

#include "detail/connect.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace rollpack::app {

namespace {

core::HistoryLocation history_location(
    const DatabaseTarget& database,
    core::HistoryLocation packaged
) {
    if (database.schema) {
        packaged.schema = database.schema;
    }
    if (database.table) {
        packaged.table = *database.table;
    }
    return packaged;
}

PlanResult plan_for(
    const OpenedPackage& opened,
    const core::HistoryTable& table,
    const PlanRequest& request,
    executor::Database& database
) {
    core::Findings findings(request.allowed);
    core::check_flyway_environment(request.database.flyway, &opened.package.selection(), findings);
    core::ServerFacts facts = database.facts();
    const core::History history =
        core::History::read(table, database.read_history(table), findings);
    core::Plan plan = core::make_plan(
        opened.package.selection(),
        opened.package.content_sha256(),
        history,
        facts,
        request.options,
        executor::analyze_sql,
        findings
    );
    return {
        std::move(plan),
        std::move(facts),
        findings.sorted(),
        findings.has_errors(),
        opened.signature,
        {},
        request.database.settings_files,
        request.database.environment};
}

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

void refuse_if_changed(const core::Plan& shown, const core::Plan& now) {
    if (shown == now) {
        return;
    }
    throw core::Error(
        core::ErrorCode::history_changed,
        fmt::format(
            "the database changed while the plan was shown: it was at {} and is at {} now, "
            "or its history has other rows",
            shown.from_version ? shown.from_version->text() : "no version",
            now.from_version ? now.from_version->text() : "no version"
        ),
        "Nothing was changed. Run the command again to see the plan that holds now."
    );
}

}  // namespace

PlanResult plan_rollback(const PlanRequest& request, core::Observer& observer) {
    const OpenedPackage opened = open_package_file(request.package, observer);
    const std::unique_ptr<executor::Database> database =
        connect(request.database, request.options, &opened, observer);
    observer.on(core::PhaseStarted{"planning"});
    const core::HistoryTable table = database->locate_history(
        history_location(request.database, opened.package.selection().history)
    );
    return plan_for(opened, table, request, *database);
}

ApplyResult apply_package(
    const ApplyRequest& request,
    const Confirm& confirm,
    core::Observer& observer
) {
    const OpenedPackage opened = open_package_file(request.plan.package, observer);
    const std::unique_ptr<executor::Database> database =
        connect(request.plan.database, request.plan.options, &opened, observer);
    const core::HistoryTable table = database->locate_history(
        history_location(request.plan.database, opened.package.selection().history)
    );

    std::optional<PlanResult> shown;
    if (confirm) {
        shown = plan_for(opened, table, request.plan, *database);
        if (shown->refused) {
            return {*std::move(shown), std::nullopt};
        }
        if (!shown->plan.steps.empty() && !confirm(*shown)) {
            throw core::Error(core::ErrorCode::declined, "declined; nothing was changed");
        }
    }

    observer.on(core::PhaseStarted{"taking Flyway's lock"});
    database->lock(table, request.plan.options.transaction, request.lock_patience, observer);
    const LockGuard guard(*database);
    PlanResult planned = plan_for(opened, table, request.plan, *database);
    if (planned.refused) {
        return {std::move(planned), std::nullopt};
    }
    if (shown) {
        refuse_if_changed(shown->plan, planned.plan);
    }
    observer.on(core::PhaseStarted{
        fmt::format("rolling back to {}", planned.plan.target_version.text())});
    executor::RunOptions run{request.reason, ROLLPACK_VERSION};
    run.journal = request.journal;
    run.environment = planned.environment;
    core::Report report = database->run(planned.plan, run, observer);
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
    StatusResult status{
        database->facts(),
        core::History::read(table, database->read_history(table), findings),
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

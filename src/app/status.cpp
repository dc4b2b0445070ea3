#include "detail/connect.hpp"
#include "detail/planning.hpp"
#include "detail/proving.hpp"
#include "rollpack/app/apply.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace rollpack::app {

namespace {

/// Data that would be lost can be accepted or kept: it refuses `apply` until somebody says which.
bool is_refused(const PlanResult& planned) {
    return std::ranges::any_of(planned.findings, [](const core::Finding& finding) {
        return finding.severity == core::Severity::error
            && finding.code != core::FindingCode::data_loss
            && finding.code != core::FindingCode::data_loss_unknown;
    });
}

void look_at_state(
    StatusResult& status,
    const OpenedPackage& opened,
    executor::Database& database
) {
    const PlanResult& planned = *status.package_plan;
    if (is_refused(planned)) {
        status.package_state = PackageState::refused;
        return;
    }
    const bool is_at_target = planned.plan.steps.empty()
        && status.history.current_version() == opened.package.selection().target_version;
    if (!is_at_target || !opened.package.rehearsal()) {
        status.package_state = planned.plan.steps.empty() ? PackageState::not_needed
                                                          : PackageState::possible;
        return;
    }
    status.proof = detail::Prover{database, opened.package, planned.plan.history_table}.prove();
    status.package_state = status.proof->is_equal() ? PackageState::applied_equal
                                                    : PackageState::applied_different;
}

}  // namespace

std::string_view to_string(PackageState state) noexcept {
    switch (state) {
    case PackageState::not_needed:
        return "not_needed";
    case PackageState::possible:
        return "possible";
    case PackageState::refused:
        return "refused";
    case PackageState::applied_equal:
        return "applied_equal";
    case PackageState::applied_different:
        break;
    }
    return "applied_different";
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
        look_at_state(status, *opened, *database);
    }
    return status;
}

}  // namespace rollpack::app

#include "rollpack/app/kept.hpp"

#include "detail/connect.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/keeping.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace rollpack::app {

namespace {

using core::Error;
using core::ErrorCode;
using core::KeptData;

constexpr std::size_t fewest_digits = 8;

bool fits(const KeptData& data, const std::string& run) {
    return data.schema == run || (run.size() >= fewest_digits && data.run_id.starts_with(run));
}

KeptData find(const std::vector<KeptData>& all, const std::string& run) {
    std::vector<const KeptData*> found;
    for (const KeptData& data : all) {
        if (fits(data, run)) {
            found.push_back(&data);
        }
    }
    if (found.size() != 1) {
        throw Error(
            ErrorCode::usage,
            found.empty() ? fmt::format("no run {} kept data in this database", run)
                          : fmt::format("{} stands for {} runs", run, found.size()),
            "List what was kept with rollpack kept, and name a run by its id or its schema."
        );
    }
    return *found.front();
}

}  // namespace

std::vector<KeptData> list_kept(const DatabaseTarget& database, core::Observer& observer) {
    return connect(database, observer)->list_kept();
}

KeptData drop_kept(
    const DatabaseTarget& database,
    const std::string& run,
    const ConfirmDrop& confirm,
    core::Observer& observer
) {
    const std::unique_ptr<executor::Database> session = connect(database, observer);
    KeptData data = find(session->list_kept(), run);
    if (confirm && !confirm(data)) {
        throw Error(ErrorCode::declined, "declined; nothing was changed");
    }
    observer.on(core::PhaseStarted{fmt::format("dropping {}", data.schema)});
    session->drop_kept(data.schema);
    return data;
}

std::string restore_script(const PlanResult& planned, const core::Report& report) {
    return executor::restore_script(
        {report.run_id,
         planned.plan.package_name,
         planned.facts.database,
         planned.plan.from_version,
         planned.plan.target_version,
         report.started_at,
         planned.facts.user},
        planned.assessment.kept
    );
}

}  // namespace rollpack::app

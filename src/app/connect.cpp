#include "detail/connect.hpp"

#include "detail/first_error.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/init_sql.hpp"
#include "rollpack/core/planning.hpp"
#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

namespace rollpack::app {

void begin_with_callbacks(
    const core::Selection& selection,
    const core::PlanOptions& options,
    executor::Database& database,
    core::Observer& observer
) {
    core::Findings findings;
    const std::vector<core::StepScript> scripts = core::after_connect_scripts(
        selection,
        database.facts(),
        options,
        executor::analyze_sql,
        findings
    );
    detail::require_no_errors(findings);
    if (!scripts.empty()) {
        database.begin_session(scripts, observer);
    }
}

std::unique_ptr<executor::Database> connect(
    const DatabaseTarget& target,
    const core::PlanOptions& options,
    const OpenedPackage* opened,
    core::Observer& observer
) {
    observer.on(core::PhaseStarted{
        fmt::format("connecting to {}", executor::describe(target.connection))});
    const core::FlywayEnvironment& flyway = target.flyway;
    std::unique_ptr<executor::Database> database = executor::open_database(
        target.connection,
        {flyway.connect_retries, std::chrono::seconds{flyway.connect_retries_interval_seconds}},
        observer
    );
    if (flyway.init_sql) {
        const core::StepScript script = core::init_sql_script(
            *flyway.init_sql,
            opened == nullptr ? core::PlaceholderSettings{}
                              : opened->package.selection().placeholders,
            database->facts(),
            options,
            executor::analyze_sql
        );
        core::in_context("running " + to_string(flyway.init_sql->place), [&] {
            database->begin_session({script}, observer);
        });
    }
    if (opened != nullptr && !options.skip_callbacks) {
        begin_with_callbacks(opened->package.selection(), options, *database, observer);
    }
    return database;
}

std::unique_ptr<executor::Database> connect(
    const DatabaseTarget& target,
    core::Observer& observer
) {
    core::PlanOptions options;
    options.placeholders = target.flyway.placeholders;
    options.environment = target.flyway.name;
    return connect(target, options, nullptr, observer);
}

}  // namespace rollpack::app

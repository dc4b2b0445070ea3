#pragma once

#include "rollpack/app/package_file.hpp"
#include "rollpack/app/proof.hpp"
#include "rollpack/core/assessment.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/flyway_environment.hpp"
#include "rollpack/core/forecast.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/core/server_facts.hpp"
#include "rollpack/executor/connection_url.hpp"
#include "rollpack/executor/database.hpp"
#include "rollpack/executor/plan_sql.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app {

/// A database and the place of its history; what is absent comes from the package.
struct DatabaseTarget {
    executor::ConnectionSettings connection;
    std::optional<std::string> schema;
    std::optional<std::string> table;
    /// What Flyway's configuration says besides; its connection and history are in the members above.
    core::FlywayEnvironment flyway = {};
    std::vector<std::string> settings_files = {};  ///< that said it, general ones first
    std::string environment = {};  ///< its name; empty: none was asked for
};

struct PlanRequest {
    PackageFile package;
    DatabaseTarget database;
    core::PlanOptions options;
    std::set<core::FindingCode> allowed;
    core::DataPolicy data = {};
    /// How long to count rows that would be lost before estimates have to do.
    std::chrono::milliseconds look_budget{5'000};
};

/// A plan and what was found while it was made.
struct PlanResult {
    core::Plan plan;
    core::ServerFacts facts;
    std::vector<core::Finding> findings;  ///< sorted
    bool refused = false;  ///< a finding is an error: the plan must not be run
    std::optional<SignedBy> signature;  ///< of the package; none: not looked at
    core::Assessment assessment = {};  ///< what the plan would destroy and lock
    std::vector<std::string> settings_files = {};  ///< that shaped the plan, general ones first
    std::string environment = {};  ///< its name; empty: none was asked for
    /// Of a rehearsed package; durations are there where they lie beside it.
    std::vector<core::StepForecast> forecast = {};

    bool operator==(const PlanResult&) const = default;
};

/// Computes exactly what apply_package would run, and changes nothing. Takes no lock.
PlanResult plan_rollback(const PlanRequest& request, core::Observer& observer);

/// A plan and its whole run as one SQL file.
struct PlannedSql {
    PlanResult planned;
    std::optional<std::string> sql;  ///< none: refused, or nothing to do
};

/// As plan_rollback, with what psql would run. @throws also as executor::Database::plan_sql.
PlannedSql plan_rollback_sql(
    const PlanRequest& request,
    const executor::PlanSqlOptions& options,
    core::Observer& observer
);

/// Asked with the plan before anything is changed; false declines.
using Confirm = std::function<bool(const PlanResult&)>;

struct ApplyRequest {
    PlanRequest plan;
    std::chrono::milliseconds lock_patience{};  ///< how long to wait for Flyway's lock
    std::string reason;
    bool journal = true;  ///< false: the run leaves no row in rollpack's journal
    /// Called under the lock with the plan that is about to run, refused or not; throws to refuse it.
    std::function<void(const PlanResult&)> check = {};
    std::optional<std::filesystem::path> kept_folder = {};  ///< for DataPolicy::Keep::in_files
    std::vector<SignedBy> approvals = {};  ///< of the saved plan
    std::optional<core::Sha256> plan_sha256 = {};  ///< of the saved plan's bytes
    executor::RunTimes times = {};
    std::optional<executor::DoubtAnswer> in_doubt = {};  ///< what the operator says
    /// Everything runs and is rolled back; the plan's transaction option has to be `package`. Data that
    /// would be kept in files is read and not kept.
    bool trial = false;
    OnDifference on_difference = OnDifference::report;  ///< for a rehearsed package
    /// Nothing runs where the database differs from what was recorded of its version.
    bool check_drift = false;
};

struct ApplyResult {
    PlanResult planned;
    std::optional<core::Report> report;  ///< none: refused by findings, or for `drift`
    /// The schema beside the target's, behind the last step; none: nothing was recorded, or no step ran
    /// to its end.
    std::optional<SchemaProof> proof = {};
    /// With check_drift, what refused the run: the schema before it.
    std::optional<SchemaProof> drift = {};
    std::optional<TrialFacts> trial = {};  ///< of a trial whose steps all ran
};

/// The apply journey. With `confirm` the plan is shown unlocked first; the facts are then read again
/// under Flyway's lock and a plan that no longer holds is not run (Error history_changed). Without
/// it, the lock is taken first. A rehearsed package's run is compared with the target's recorded schema
/// before COMMIT, and rolled back where ApplyRequest::on_difference says so. A run of several transactions
/// is compared behind the last of them, which can only be told.
/// @throws core::Error checks_failed for check_drift where nothing was recorded of the database's version,
/// and for OnDifference::refuse where the run is several transactions;
/// @throws core::Error declined, lock_unavailable, history_missing, connection_failed, ...
ApplyResult apply_package(
    const ApplyRequest& request,
    const Confirm& confirm,
    core::Observer& observer
);

struct StatusRequest {
    DatabaseTarget database;
    std::optional<PackageFile> package;
    core::PlanOptions options;
    std::set<core::FindingCode> allowed;
};

/// What a package is to a database.
enum class PackageState {
    not_needed,  ///< the database is at or below the target, and nothing says how it should be
    possible,
    refused,  ///< by a finding, but for data that would be lost, which can be accepted or kept
    applied_equal,  ///< at the target, with the schema that was recorded of it
    applied_different
};

/// "not_needed", "possible", "refused", "applied_equal", "applied_different"
std::string_view to_string(PackageState state) noexcept;

struct StatusResult {
    core::ServerFacts facts;
    core::History history;
    std::vector<core::OtherSession> lock_holders;
    std::vector<core::Finding> findings;  ///< of the history itself
    std::optional<PlanResult> package_plan;  ///< what the given package would do
    std::optional<PackageState> package_state = {};  ///< none without a package
    std::optional<SchemaProof> proof = {};  ///< at the target of a rehearsed package
};

/// Reads the history and who holds Flyway's lock. Changes nothing.
StatusResult read_status(const StatusRequest& request, core::Observer& observer);

}  // namespace rollpack::app

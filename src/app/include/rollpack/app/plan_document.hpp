#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/assessment.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/forecast.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::app {

/// What a plan is made from besides the package and the database, and what is only told with it.
struct PlanInputs {
    /// Values of placeholders are not written into documents (they may be secrets), only their names.
    core::PlanOptions options = {};
    core::DataPolicy policy = {};
    std::set<core::FindingCode> allowed = {};
    std::optional<core::Sha256> artifact_sha256 = {};  ///< of the package's file
    std::string address = {};  ///< executor::describe() of the connection
    std::string made_at = {};  ///< "2026-11-22T02:15:00Z"
};

/// A script by what matters of it: whether it is the same one, and gives the same text.
struct PlannedScript {
    std::string path;
    core::Sha256 sha256;  ///< of the packed file
    core::Sha256 text_sha256;  ///< of the text that runs: placeholders are replaced
    std::size_t statements = 0;
    std::string outside_transaction = {};  ///< as core::StepScript's

    bool operator==(const PlannedScript&) const = default;
};

struct PlannedRow {
    std::string type;
    std::optional<std::string> version;
    std::string description;
    std::string script;
    std::optional<core::FlywayChecksum> checksum;

    bool operator==(const PlannedRow&) const = default;
};

enum class StepKind {
    undo,
    retire,
    restore,
    revive,
    callback,
    repair,  ///< a version that stopped half-way
    clear,  ///< drops what stands in the way of the next step
    put_back  ///< privileges and the like of what was cleared and exists again
};

std::string_view to_string(StepKind kind) noexcept;

struct PlannedStep {
    StepKind kind = StepKind::undo;
    std::string name;  ///< core::step_name(), but "stock view" for a retire step
    std::optional<std::string> event;  ///< of a callback
    std::string reason;
    std::optional<PlannedScript> script;
    std::vector<std::string> drops;  ///< "view public.stock", in the order to drop them
    std::optional<PlannedRow> row;
    std::size_t stretch = 0;  ///< index in core::stretches()
    std::optional<std::int64_t> failed_rank = {};  ///< of the history's row that it deletes

    bool operator==(const PlannedStep&) const = default;
};

/// Callbacks of one event that runs around scripts or after a failure, in their order.
struct PlannedCallbacks {
    std::string event;  ///< "beforeEachUndo"
    std::vector<PlannedScript> scripts;

    bool operator==(const PlannedCallbacks&) const = default;
};

/// The unfinished run that the plan goes on with.
struct PlannedResumption {
    std::string run_id;
    std::string script;  ///< that it left in the middle; empty: none
    std::size_t statements_done = 0;  ///< of that script
    bool in_doubt = false;  ///< the statement behind them was begun

    bool operator==(const PlannedResumption&) const = default;
};

/// What may change without making the plan wrong.
struct PlanObservations {
    std::string made_at;
    std::string address;
    std::string user;  ///< the role of the session
    int server_version = 0;  ///< as server_version_num
    std::int64_t estimated_locks = 0;
    std::int64_t lock_table_size = 0;
    std::optional<SignedBy> signature;  ///< of the package
    std::vector<std::string> settings_files;
    std::vector<std::string> placeholders;  ///< names of those whose values were given
    std::vector<core::Finding> findings;
    std::vector<core::StepForecast> forecast = {};  ///< what the rehearsal saw

    bool operator==(const PlanObservations&) const = default;
};

/// A plan as a value that can be written, read, compared and shown: all of a PlanResult but the texts
/// of scripts. Counts, sizes and sessions in `assessment` are observations too.
struct PlanDocument {
    std::string package;
    core::Sha256 content_sha256;
    std::optional<core::Sha256> artifact_sha256;
    std::string database;
    std::string environment;  ///< that was asked for by its name; may be empty
    core::HistoryTable history_table;
    core::Sha256 history_sha256;
    std::int64_t next_rank = 1;
    std::optional<std::string> from_version;
    std::string target_version;
    core::HistoryDialect dialect = core::HistoryDialect::delete_rows;
    std::string nothing_to_do;  ///< empty when there are steps
    bool refused = false;
    core::PlanOptions options;  ///< placeholders left out
    core::DataPolicy policy;
    std::set<core::FindingCode> allowed;
    std::optional<PlannedResumption> resumes;
    std::vector<PlannedStep> steps;
    std::vector<PlannedCallbacks> callbacks;  ///< events without scripts are left out
    std::vector<core::Skipped> skipped;
    core::Assessment assessment;
    PlanObservations observed;
};

PlanDocument describe_plan(const PlanResult& planned, const PlanInputs& inputs);

/// As JSON of schemas/plan-v1.schema.json. Equal plans give equal bytes.
std::string write_plan_document(const PlanDocument& document);

/// describe_plan(), written.
std::string plan_document(const PlanResult& planned, const PlanInputs& inputs);

/// The inverse of write_plan_document(). @throws Error plan_invalid with the member that is wrong.
PlanDocument parse_plan_document(std::string_view text);

}  // namespace rollpack::app

#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/migration.hpp"
#include "rollpack/core/planning.hpp"
#include "rollpack/executor/database.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app::detail {

/// What the databases of one rehearsal have in common.
struct RehearsalProject {
    core::Selection selection;  ///< the package's
    core::Sha256 content_sha256;
    core::PlanOptions options;
    std::vector<std::string> ignored;
    std::set<core::FindingCode> allowed;
};

/// A plan and what became of it; no report where findings refused it, or where there was nothing to do.
struct RehearsedRun {
    core::Plan plan;
    std::vector<core::Finding> findings;
    std::optional<core::Report> report;
    /// Of each repeatable that was watched and ran, by description: what came into being.
    std::map<std::string, std::vector<core::DatabaseObject>> created = {};

    /// Everything ran, or there was nothing to do.
    bool is_fine() const;
    /// "U126__x.sql:3: column "x" does not exist", or the first finding that refuses.
    std::string fault() const;
};

/// Steps of a rehearsal are many, and its progress is told by whoever knows how many.
class Silence final : public core::Observer {
public:
    void on(const core::Event& /*event*/) noexcept override {}
};

/// A database of a rehearsal with its history. Keeps references to what it is made of.
class RehearsalDatabase {
public:
    /// Makes the history where there is none.
    RehearsalDatabase(
        const RehearsalProject& project,
        const executor::ConnectionSettings& settings
    );

    /// Whether the project's history is there.
    static bool has_history(
        const RehearsalProject& project,
        const executor::ConnectionSettings& settings
    );

    /// `watched`: descriptions of repeatables of which it is looked at what they create.
    RehearsedRun migrate(
        const core::ReleaseScripts& release,
        const core::MigrationGoal& goal,
        const std::set<std::string>& watched = {}
    );

    /// By another selection than the package's, for a part of the way. A plan that cannot be in one
    /// transaction is not run where `before_commit` is given: RehearsedRun::report is none then.
    RehearsedRun roll_back(
        const core::Selection& selection,
        core::DialectChoice dialect,
        const executor::BeforeCommit& before_commit = {}
    );

    /// Runs SQL that no history tells of.
    core::Report run_seed(const std::string& path, core::ScriptText text);

    core::Fingerprint fingerprint();
    core::DataState data_state();
    executor::Footprint footprint();
    std::optional<std::vector<core::KeyedRow>> rows(
        const std::string& table,
        const std::vector<std::string>& columns
    );
    core::History history(core::Findings& findings);

private:
    void run_watching(const std::set<std::string>& watched, RehearsedRun& result);
    std::vector<core::DatabaseObject> ownable_objects();
    core::Report run_part(const core::Plan& plan, std::size_t first, std::size_t last);
    core::Report run(
        const core::Plan& plan,
        bool journal,
        const executor::BeforeCommit& before_commit = {}
    );

    const RehearsalProject& project_;
    Silence silence_;
    std::unique_ptr<executor::Database> database_;
    core::HistoryTable table_;
};

}  // namespace rollpack::app::detail

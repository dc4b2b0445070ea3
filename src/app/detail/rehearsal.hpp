#pragma once

#include "detail/dump.hpp"
#include "detail/rehearsal_database.hpp"
#include "detail/rehearsal_server.hpp"
#include "detail/release_scripts.hpp"
#include "rollpack/app/rehearse.hpp"
#include "rollpack/core/differences.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app::detail {

/// What a database holds at some point of the way.
struct Station {
    core::Fingerprint schema;
    core::DataState data;
    executor::Footprint footprint = {};  ///< of what led there, where that was looked at
};

/// A seed whose file was read.
struct ReadSeed {
    core::Version version;
    std::string path;
    core::ScriptText text;
};

/// What a rehearsal is made of.
struct RehearsalParts {
    RehearsalProject& project;  ///< learns what repeatables create whose text does not tell
    const BothReleases& releases;
    const RehearseRequest& request;
    const std::vector<ReadSeed>& seeds;
    const std::optional<Dump>& snapshot;
    RehearsalServer& server;
    core::Observer& observer;
};

/// One rehearsal; good for one call of run(). The parts have to outlive it.
class Rehearsal {
public:
    explicit Rehearsal(const RehearsalParts& parts);

    RehearsalResult run();

private:
    bool reach_target();
    bool take_snapshot(const Dump& dump);
    void restore(const Dump& dump);
    std::set<std::string> make_roles_of(const Dump& dump);
    void check_snapshot();
    void check_texts(const core::History& history);
    void note_drift();
    bool climb();
    bool reach_release();
    void come_back(core::HistoryDialect dialect);

    bool migrate(
        RehearsalDatabase& database,
        const core::ReleaseScripts& release,
        const core::MigrationGoal& goal,
        core::ReleaseSide side
    );
    RehearsedRun migrated(
        RehearsalDatabase& database,
        const core::ReleaseScripts& release,
        const core::MigrationGoal& goal,
        const std::set<std::string>& watched = {}
    );
    void learn(core::ReleaseSide side, const RehearsedRun& run);
    bool make_missing_role(const core::Report& report);
    bool climb_one(const core::Script& script, const Station& below, Station& here);
    void record(const RehearsedVersion& rung, const Station& here);
    void sow(const core::Version& version);
    void sow_above(const core::Version& version);
    void add_rows(core::RowDifferences rows, RehearsedRollback& rollback);
    void try_undo(
        const core::UndoScript& undo,
        const core::Version& below,
        const Station& expected,
        RehearsedVersion& rung
    );
    void try_whole(RehearsedVersion& rung);

    /// No station where the run failed.
    struct Trial {
        RehearsedRun run;
        std::optional<Station> station;
    };

    Trial try_out(const core::Selection& selection);
    Trial try_on_clone(const core::Selection& selection);
    core::Selection selection_of(const core::UndoScript& undo, const core::Version& below) const;
    void check_history(RehearsalDatabase& database, RehearsedRollback& rollback);
    void compare_rows(
        RehearsalDatabase& database,
        const Station& found,
        RehearsedRollback& rollback
    );
    void check_upgrade(RehearsalDatabase& database, RehearsedRollback& rollback);

    /// What a look at schema and rows is told as.
    struct Words {
        core::FindingCode schema;
        core::FindingCode data;
        std::string subject;
        std::string before;  ///< begins every sentence
    };

    /// Where it is written down how a look ended.
    struct Outcomes {
        Outcome& schema;
        Outcome& data;
    };

    void compare(
        const Station& expected,
        const Station& found,
        const Words& words,
        const Outcomes& outcomes
    );
    void tell(core::FindingCode code, const std::string& subject, const std::string& message);

    void tell_failure(core::FindingCode code, const RehearsedRun& run, const std::string& before);
    std::string subject_of(const RehearsedRun& run) const;

    std::string package() const { return core::package_name(project_.selection); }

    static Station look_at(RehearsalDatabase& database);
    void open_ladder();
    bool is_whole_rollback_tried(std::size_t rung, std::size_t count) const;

    RehearsalProject& project_;
    const BothReleases& releases_;
    const RehearseRequest& request_;
    const std::vector<ReadSeed>& seeds_;
    const std::optional<Dump>& snapshot_;
    RehearsalServer& server_;
    core::Observer& observer_;
    core::Findings findings_;
    RehearsalResult result_;
    std::string ladder_name_;
    std::string target_name_;  ///< of a copy as it was at the target; empty: there were no rows
    std::optional<RehearsalDatabase> ladder_;
    Station target_;
    core::RecordedRehearsal recorded_;
    core::Fingerprint latest_;  ///< of the last version that was recorded
    core::KnownObjects known_objects_;
    std::set<std::string> known_data_;
    std::set<std::string> sown_;  ///< tables to which a seed of a later version brought rows
    std::set<std::string> known_faults_;
    bool had_undo_rows_ = false;  ///< of the dump's history
};

}  // namespace rollpack::app::detail

#pragma once

#include "rollpack/app/package_file.hpp"
#include "rollpack/core/data_state.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/fingerprint.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/rehearsal.hpp"
#include "rollpack/executor/connection_url.hpp"
#include "rollpack/executor/footprint.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::app {

/// Rows for a rehearsal: SQL that is run once the version is there.
struct Seed {
    std::optional<core::Version> version;  ///< none: the target, with its repeatables
    std::filesystem::path file;
};

struct RehearseRequest {
    PackageFile package;
    /// The project, as BuildRequest::repository, with both of the package's commits.
    std::filesystem::path repository = ".";
    /// Where databases may be made and dropped; none: a server is started and thrown away.
    std::optional<executor::ConnectionSettings> server = {};
    std::vector<Seed> seeds = {};
    std::vector<std::string> ignored = {};  ///< patterns of what no fingerprint holds
    core::PlanOptions options = {};
    std::set<core::FindingCode> allowed = {};
    /// From so many versions at most the whole rollback is tried: all, or those spread evenly.
    std::size_t whole_rollbacks = 50;
    /// A dump of a database at the target, or below it, to begin with instead of an empty one: a file or
    /// folder that pg_dump wrote.
    std::optional<std::filesystem::path> snapshot = {};
    bool is_to_be_recorded = false;  ///< a dump whose schema is not the target's is refused then
};

/// What came of one look.
enum class Outcome {
    not_tried,
    equal,
    different,
    failed
};

/// A version above the target, gone up to and taken back.
struct RehearsedVersion {
    core::Version version;
    std::string versioned_script;
    std::string undo_script;  ///< empty: the package has none
    std::chrono::milliseconds migrated{};  ///< how long its script took
    std::chrono::milliseconds undone{};
    std::int64_t undone_rows = 0;  ///< that the undo script changed
    core::Sha256 fingerprint = {};  ///< of the schema with this version
    Outcome schema = Outcome::not_tried;  ///< after the undo script, against the version below
    Outcome data = Outcome::not_tried;
    Outcome whole_rollback = Outcome::not_tried;  ///< from here to the target
    executor::Footprint footprint = {};  ///< of the undo script
};

/// The package applied to the current release, and the release once more.
struct RehearsedRollback {
    core::HistoryDialect dialect = core::HistoryDialect::delete_rows;
    std::chrono::milliseconds rolled_back{};
    std::chrono::milliseconds upgraded{};
    Outcome schema = Outcome::not_tried;
    Outcome data = Outcome::not_tried;
    Outcome history = Outcome::not_tried;
    Outcome upgrade = Outcome::not_tried;
    /// What became of the rows of tables that hold something else than at the target, but for tables of
    /// more than 100,000 rows.
    std::vector<core::RowDifferences> rows = {};
};

/// The dump that a rehearsal began with.
struct RestoredDump {
    std::string file;  ///< as it was given
    /// How its schema differs from what the target release's scripts make, one sentence each. The journey
    /// is compared with the dump's own schema.
    std::vector<std::string> drift;
};

struct RehearsalResult {
    std::string package_name;
    core::Sha256 content_sha256 = {};
    core::Version target;
    std::string release;  ///< as the package names it: "v1.29"
    int server_version = 0;  ///< as server_version_num
    bool has_data = false;  ///< some table held a row at the target
    /// Descriptions of both releases' repeatables, and what becomes of each.
    std::vector<std::pair<std::string, core::RepeatableAction>> repeatables;
    std::string repeatables_diff;  ///< the package's document of the texts that are restored
    core::Fingerprint target_schema;
    core::Fingerprint release_schema;  ///< without objects where the rehearsal did not come so far
    std::vector<RehearsedVersion> versions;  ///< ascending
    std::vector<RehearsedRollback> rollbacks;  ///< one for each dialect of the history
    std::vector<std::string> roles;  ///< that scripts name and that were made, in this order
    std::vector<core::Finding> findings;  ///< sorted
    /// What goes into the package; none where the rehearsal did not come to its end.
    std::optional<core::RecordedRehearsal> recorded;
    bool proven = false;  ///< the rehearsal came to its end, and no finding is an error
    std::chrono::milliseconds duration{};
    /// What repeatables created whose text does not tell; a package knows of it that has it recorded.
    std::vector<core::RehearsedObjects> seen = {};
    std::optional<RestoredDump> snapshot = {};
};

/// The rehearsal: on a server of its own up to the target, on to the package's release version by version,
/// each undo script by itself and the whole rollback tried on the way, back by the package, and up again;
/// schemas are compared by fingerprint, rows by digest. What does not come back is a finding with the
/// script that is to blame. Everything that was made is dropped. Roles that scripts name are made on a
/// server that is thrown away; another one has to have them.
/// @throws core::Error for everything that is not a finding.
RehearsalResult rehearse(const RehearseRequest& request, core::Observer& observer);

}  // namespace rollpack::app

#pragma once

#include "rollpack/core/assessment.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/executor/keeping.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor {

/// How long a run lets itself and others wait.
struct RunTimes {
    /// No statement queues longer than this for a lock, because others queue behind it.
    std::chrono::milliseconds lock_timeout{5'000};
    /// A lock that could not be had is tried for again, with nothing locked in between, until so much
    /// time was spent on it. Statements that take only weak locks (CONCURRENTLY) queue so long.
    std::chrono::milliseconds lock_patience{120'000};
    std::optional<std::chrono::milliseconds> statement_timeout = {};  ///< none: the session's own
    /// The server ends the session, and so gives back its locks, when rollpack is silent for so long
    /// in a transaction.
    std::chrono::milliseconds idle_timeout{300'000};
};

/// What a person says of a statement of which nobody knows whether it ended.
enum class DoubtAnswer {
    done,
    not_done
};

/// What becomes of a run of which every step ran, and nothing is committed yet.
struct CommitVerdict {
    enum class Kind {
        commit,
        roll_back,  ///< it was a trial: Ending::tried
        refuse  ///< Ending::refused_unchanged
    };

    Kind kind = Kind::commit;
    std::string why = {};  ///< refuse: the beginning of a sentence, without its full stop
};

/// Looks at what a run did, in the run's own transaction. It may use the verbs of the Database that
/// work inside an open transaction and leave it open: fingerprint(), footprint() and facts().
using BeforeCommit = std::function<CommitVerdict()>;

/// What a run does besides the plan, and writes into the journal.
struct RunOptions {
    std::string reason;  ///< why the operator rolls back; may be empty
    std::string tool_version;
    /// How long to look for the truth after the connection was lost around a COMMIT; a restart of the
    /// server should fit in.
    std::chrono::milliseconds settle_patience{60'000};
    /// False: the journal is neither read, made nor written.
    bool journal = true;
    std::vector<std::string> approvals = {};  ///< of the saved plan: "identity (key)"
    std::optional<core::Sha256> plan_sha256 = {};  ///< of the saved plan; none: none was given
    std::string environment = {};  ///< may be empty
    /// What is saved before the first step, in the run's transaction (mode package only): the tables
    /// are locked against everybody first, so that no row slips in between.
    std::vector<core::KeptTable> kept = {};
    RunTimes times = {};
    std::optional<DoubtAnswer> in_doubt = {};  ///< none: rollpack looks, and asks if it cannot tell
    KeepSink* keep_sink = nullptr;  ///< where it is saved; null: in a schema of the same database
    /// Asked behind the last step, its rows and the journal's, before COMMIT (mode package only); the
    /// lock timeout of the run still holds. A want of a lock in it starts the run over, and it is asked
    /// anew. Whatever else it throws leaves run(), with everything rolled back. None: COMMIT follows
    /// without another round trip.
    BeforeCommit before_commit = {};
};

}  // namespace rollpack::executor

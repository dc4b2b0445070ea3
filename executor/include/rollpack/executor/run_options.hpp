#pragma once

#include "rollpack/core/assessment.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/executor/keeping.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor {

/// What a run writes into the journal besides the plan.
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
    KeepSink* keep_sink = nullptr;  ///< where it is saved; null: in a schema of the same database
};

}  // namespace rollpack::executor

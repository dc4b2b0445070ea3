#pragma once

#include "rollpack/core/digest.hpp"

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
};

}  // namespace rollpack::executor

#pragma once

#include "rollpack/executor/run_options.hpp"

#include <string>
#include <vector>

namespace rollpack::executor {

/// What a rollback as one SQL file says besides the plan.
struct PlanSqlOptions {
    RunOptions run;  ///< for the journal's row; settle_patience means nothing here
    std::string made_at;  ///< "2026-11-22T02:15:00Z"
    std::string file;  ///< name of the file, for the command that runs it; may be empty
    /// Sentences for the person who runs it: what is lost, what is locked.
    std::vector<std::string> notes = {};
};

}  // namespace rollpack::executor

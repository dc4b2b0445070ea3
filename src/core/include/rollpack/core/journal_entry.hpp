#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// A row of rollpack's journal: one run. Times are "2026-11-22T02:15:00Z", by the server's clock. What an
/// earlier rollpack did not record is empty.
struct JournalEntry {
    std::string run_id;
    std::string package;
    std::string content_sha256;
    std::optional<std::string> plan_sha256;  ///< of the saved plan; none: none was given
    std::vector<std::string> approvals;  ///< of the saved plan: "identity (key)"
    std::string environment;  ///< may be empty
    std::optional<std::string> from_version;
    std::string target_version;
    std::optional<std::string> end_version;  ///< none: no version, or the run is not over
    std::string transaction_mode;  ///< "package", "script" or "journalled"
    std::string history_dialect;  ///< "delete" or "undo"
    std::string started_at;
    std::optional<std::string> finished_at;
    /// "running", "done", "stopped", "failed", "interrupted", "tried", "refused", "resumed" (by a later
    /// run) or "abandoned"
    std::string ending;
    std::int64_t steps_total = 0;
    std::int64_t steps_done = 0;  ///< that are committed
    std::string run_by;  ///< the role that connected
    std::string client;  ///< operating system user and host
    std::string client_address;  ///< as the server saw it
    std::string reason;  ///< may be empty
    std::string tool_version;
    std::string kept_schema;  ///< may be empty
    std::string message;  ///< what a run that is not done ended with
    std::optional<std::string> resumes = {};  ///< id of the run that this one went on with
    std::string script =
        {};  ///< that was left in the middle, outside of a transaction; may be empty
    std::int64_t statements_done = 0;  ///< of that script
    std::optional<std::string> in_doubt = {};  ///< the statement behind them, if it was begun

    bool operator==(const JournalEntry&) const = default;
};

}  // namespace rollpack::core

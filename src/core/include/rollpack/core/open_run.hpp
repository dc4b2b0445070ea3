#pragma once

#include "rollpack/core/digest.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace rollpack::core {

/// A run of which something is committed and that neither reached its end nor was abandoned, as the
/// journal tells.
struct OpenRun {
    std::string run_id;
    std::string package;
    Sha256 content_sha256;
    std::string started_at;  ///< "2026-11-22T02:15:00Z", by the server's clock
    std::string run_by;  ///< the role
    std::string client;  ///< operating system user and host
    /// Callbacks that ran and have no row in the history: "beforeUndo sql/beforeUndo.sql".
    std::set<std::string> finished_callbacks;
    /// The script that was being run statement by statement; empty: none was.
    std::string script;
    std::optional<Sha256> text_sha256;  ///< of that script's text, placeholders replaced
    std::size_t statements_done = 0;  ///< of that script
    /// The statement behind them was begun, and nobody wrote down how it ended.
    bool in_doubt = false;
    /// What that statement found when it began, as the executor's own word for it; may be empty.
    std::string state_before;
    /// It dropped objects out of the way, and came to an end before it put back what they had besides
    /// their definitions; the journal has it.
    bool has_to_put_back = false;

    bool operator==(const OpenRun&) const = default;
};

}  // namespace rollpack::core

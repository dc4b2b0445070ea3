#pragma once

#include "rollpack/core/error.hpp"
#include "rollpack/core/plan.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// How a run of a plan ended. Each has an exit status.
enum class Ending {
    done,  ///< 0: every step ran and is committed
    nothing_to_do,  ///< 0
    failed_unchanged,  ///< 5: SQL failed, everything was rolled back
    stopped_part_way,  ///< 6: the steps before the failing one stay; run again to go on
    unknown,  ///< 7: the connection was lost around COMMIT and could not be settled
    interrupted,  ///< 130: by the user, rolled back
    lock_unavailable,  ///< 4: a lock could not be had in time, everything was rolled back
    tried,  ///< 0: every step ran, and everything was rolled back, as was asked
    refused_unchanged,  ///< 3: every step ran, what came of it was refused and rolled back
};

std::string_view to_string(Ending ending) noexcept;
int exit_status(Ending ending) noexcept;

enum class StepState {
    done,
    rolled_back,
    failed,
    not_run
};

std::string_view to_string(StepState state) noexcept;

/// Where and how a statement failed.
struct SqlFailure {
    std::string script;  ///< path of the script; empty for rollpack's own statement
    std::size_t line = 0;  ///< 1-based, in the script; 0 where it is not known
    std::size_t column = 0;  ///< 1-based, in characters
    std::string source_line;  ///< the line itself, without its end
    std::string sqlstate;
    std::string message;
    std::string detail;
    std::string hint;
    std::string where;  ///< the server's CONTEXT

    bool operator==(const SqlFailure&) const = default;
};

/// A NOTICE or WARNING that came while a step ran.
struct StepNotice {
    std::string severity;
    std::string message;

    bool operator==(const StepNotice&) const = default;
};

/// A statement of a FailedStep that found already done what it does.
struct PassedOver {
    std::size_t line = 1;  ///< 1-based, in the script
    std::string sqlstate;
    std::string message;  ///< the server's

    bool operator==(const PassedOver&) const = default;
};

struct StepOutcome {
    std::string name;
    StepState state = StepState::not_run;
    std::chrono::milliseconds duration{};
    std::int64_t rows = 0;  ///< inserted, updated, deleted or copied by its statements
    std::vector<StepNotice> notices = {};
    std::vector<PassedOver> passed_over = {};

    bool operator==(const StepOutcome&) const = default;
};

struct Report {
    std::string run_id;  ///< of the journal's row
    Ending ending = Ending::done;
    std::vector<StepOutcome> steps;  ///< one for each step of the plan, in order
    std::optional<SqlFailure> failure;
    std::string message;  ///< one sentence that says what is true now
    std::string hint;  ///< what to do next; may be empty
    std::string started_at;  ///< by the server's clock, "2026-11-22T02:15:00Z"; empty: nothing ran
    std::string finished_at;
    std::optional<Version>
        end_version;  ///< the database's version now; none: no version, or not known
    std::string kept_schema;  ///< where --keep-data put what the run dropped; may be empty
    /// What went wrong beside the run itself: an afterUndoError callback that failed, a journal that
    /// could not be written. Full sentences.
    std::vector<std::string> remarks;

    bool operator==(const Report&) const = default;
};

}  // namespace rollpack::core

#pragma once

#include "rollpack/core/data_effect.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/live_facts.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/selection.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// What the operator decided about data that a rollback destroys.
struct DataPolicy {
    enum class Keep {
        nothing,
        in_schema,  ///< copied into a side schema of the same database
        in_files  ///< written to compressed COPY files
    };
    bool accept_all = false;
    std::set<Version> accepted;  ///< versions whose loss is accepted
    Keep keep = Keep::nothing;

    bool operator==(const DataPolicy&) const = default;
};

enum class LossVerdict {
    nothing,  ///< there is nothing to lose
    data,  ///< live data would be lost
    unknown  ///< the text does not tell what happens
};

std::string_view to_string(LossVerdict verdict) noexcept;

/// One effect of a step on data, seen against the live database.
struct Loss {
    std::size_t step = 0;  ///< index in the plan
    std::string script;
    std::size_t line = 1;
    std::optional<Version> version;  ///< whose undo script it is; none for a callback
    DataAction action = DataAction::unknown;
    std::string object;  ///< "public.orders.currency" as the database has it
    LossVerdict verdict = LossVerdict::nothing;
    bool up_to = false;  ///< the counts are the most that can be meant
    std::optional<Count> rows;  ///< rows, or values of a column that are not NULL
    std::optional<std::int64_t> bytes;
    std::string since;  ///< since when it is there: "2026-10-01 12:00:00 (V124)"; empty: not known
    bool is_kept = false;  ///< --keep-data saves it
    bool is_accepted = false;

    bool operator==(const Loss&) const = default;
};

/// The strongest lock of a step on a relation that is there.
struct StepLock {
    std::size_t step = 0;
    LockMode mode = LockMode::access_share;
    std::string relation;  ///< "public.orders"
    std::int64_t bytes = 0;
    bool rewrites = false;
    bool scans = false;
    std::vector<LockedBy> blocked_by;  ///< sessions whose locks conflict now

    bool operator==(const StepLock&) const = default;
};

/// A table, or some columns of one, that --keep-data saves before the first step.
struct KeptTable {
    std::string schema;
    std::string name;
    std::vector<LiveColumn> columns;  ///< all that are saved, keys included, in the table's order
    std::vector<std::string> key;  ///< the primary key; empty: whole rows are saved instead
    std::vector<std::string> lost_columns;  ///< empty: the whole table goes
    std::optional<Count> rows;
    std::int64_t bytes = 0;

    bool operator==(const KeptTable&) const = default;
};

/// What the live database adds to a plan.
struct Assessment {
    std::vector<Loss> losses;
    std::vector<StepLock> locks;
    std::vector<KeptTable> kept;
    std::vector<LongTransaction> long_transactions;

    bool operator==(const Assessment&) const = default;
};

/// @throws Error usage when `policy` accepts the loss of a version that the package does not undo:
/// most likely it was mistyped.
void require_known_versions(const DataPolicy& policy, const Selection& selection);

/// What has to be known of the live database to assess `plan`.
LiveQuestions questions_for(const Plan& plan);

/// What has to be known beyond `facts`, the answers to questions_for(plan): the tables of schemas that
/// go, those of indexes, the schemas of what the role does not own. Nothing but the history's name
/// when there is no more to ask; answers are added to `facts`.
LiveQuestions further_questions(const Plan& plan, const LiveFacts& facts);

/// Says what the plan would destroy and lock, and what is saved. Faults go to `findings`: data_loss
/// (a warning where it is accepted or kept), data_loss_unknown, privilege_missing,
/// blocking_transaction. Pure.
Assessment assess(
    const Plan& plan,
    const Selection& selection,
    const History& history,
    const LiveFacts& facts,
    const DataPolicy& policy,
    const AnalyzeSql& analyze,
    Findings& findings
);

}  // namespace rollpack::core

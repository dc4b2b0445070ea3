#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/version.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// A row of flyway_schema_history, as read.
struct HistoryEntry {
    std::int64_t installed_rank = 0;
    std::optional<std::string> version;  ///< as stored
    std::string description;
    std::string type;
    std::string script;
    std::optional<FlywayChecksum> checksum;
    std::string installed_by;
    std::string installed_on;  ///< as the server prints it
    std::int64_t execution_time_ms = 0;
    bool success = true;

    bool operator==(const HistoryEntry&) const = default;
};

/// Qualified name of a history table; both names as PostgreSQL stores them.
struct HistoryTable {
    std::string schema;
    std::string table;

    bool operator==(const HistoryTable&) const = default;
};

/// Flyway's advisory lock key for a history table.
/// Source: PG/PostgreSQLAdvisoryLockTemplate.java of Flyway 13.0.0.
std::int64_t flyway_lock_key(const HistoryTable& table);

/// A version that is in force: applied, and neither undone nor deleted since.
struct AppliedVersion {
    Version version;
    HistoryEntry entry;
    bool out_of_order = false;  ///< a higher version was applied before it
    bool baseline = false;  ///< a BASELINE or baseline-migration row

    bool operator==(const AppliedVersion&) const = default;
};

/// The latest row of a repeatable that is in force.
struct AppliedRepeatable {
    std::string description;
    HistoryEntry entry;

    bool operator==(const AppliedRepeatable&) const = default;
};

/// A row whose `success` is false and that no later row took away.
struct FailedRow {
    enum class Kind {
        versioned,
        baseline,
        repeatable,
        undo
    };
    Kind kind = Kind::versioned;
    std::optional<Version> version;  ///< none: a repeatable
    HistoryEntry entry;

    bool operator==(const FailedRow&) const = default;
};

/// The history and what follows from it.
/// Source: CORE/internal/info/MigrationInfoServiceImpl.java of Flyway 13.0.0.
class History {
public:
    /// Reads the rows as Flyway does, in the order of their ranks. Findings: history_unknown_type (UNDO_SCRIPT is one: Flyway runs such scripts without counting the version
    /// as undone), history_corrupt (ranks that repeat, a version that is none, a version applied twice,
    /// a second undo or delete marker without a re-apply), history_gap (ranks that are missing). Rows with a finding and
    /// failed ones are not in force.
    static History read(HistoryTable table, std::vector<HistoryEntry> entries, Findings& findings);

    const HistoryTable& table() const noexcept { return table_; }

    const std::vector<HistoryEntry>& entries() const noexcept { return entries_; }

    /// In the order they were applied (by installed_rank).
    const std::vector<AppliedVersion>& applied() const noexcept { return applied_; }

    /// By description, in Flyway's order.
    const std::vector<AppliedRepeatable>& repeatables() const noexcept { return repeatables_; }

    /// Versioned ones first, each kind in the order of the ranks.
    const std::vector<FailedRow>& failed() const noexcept { return failed_; }

    /// The highest version in force; none for a history without any.
    std::optional<Version> current_version() const;

    /// 0 for an empty table, whose first row gets 1.
    std::int64_t highest_rank() const noexcept;

    /// Whether a row of a type that only Redgate editions read (UNDO_SQL) is there.
    bool has_undo_rows() const noexcept;

    /// Digest over all rows: equal fingerprints are the same history.
    Sha256 fingerprint() const;

private:
    HistoryTable table_;
    std::vector<HistoryEntry> entries_;
    std::vector<AppliedVersion> applied_;
    std::vector<AppliedRepeatable> repeatables_;
    std::vector<FailedRow> failed_;
};

/// Reports every failed row: history_failed_row. For a history that is only looked at; make_plan
/// reports those that it does not take back.
void report_failed_rows(const History& history, Findings& findings);

/// Compares descriptions as Flyway orders repeatables: by UTF-16 code units.
bool flyway_description_less(std::string_view left, std::string_view right) noexcept;

}  // namespace rollpack::core

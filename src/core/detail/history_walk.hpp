#pragma once

#include "rollpack/core/history.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core::detail {

/// What a row's type means for the state of the database.
enum class RowKind {
    migration,  ///< SQL, JDBC, SCRIPT, CUSTOM, SPRING_JDBC
    baseline_migration,  ///< SQL_BASELINE, JDBC_BASELINE
    baseline_marker,  ///< BASELINE, written by a command
    schema_marker,
    delete_marker,
    undo,  ///< UNDO_SQL, UNDO_JDBC
};

/// None for a type that Flyway 13 does not read, and for UNDO_SCRIPT: Flyway runs such a script but
/// does not count its version as undone, so nobody can tell what is in force.
std::optional<RowKind> row_kind(std::string_view type) noexcept;

/// Follows the rows of a history by rank and keeps what is in force.
/// Source: CORE/internal/info/MigrationInfoServiceImpl.java of Flyway 13.0.0.
class HistoryWalk {
public:
    HistoryWalk(const HistoryTable& table, Findings& findings);

    /// Rows come in the order of their ranks.
    void take(const HistoryEntry& entry);

    std::vector<AppliedVersion> applied() const;
    std::vector<AppliedRepeatable> repeatables() const;
    std::vector<FailedRow> failed() const;

private:
    enum class Mark {
        none,
        undone,
        deleted
    };

    struct VersionedRow {
        Version version;
        HistoryEntry entry;
        RowKind kind = RowKind::migration;
        Mark mark = Mark::none;
    };

    struct RepeatableRow {
        HistoryEntry entry;
        bool deleted = false;
    };

    struct DescriptionLess {
        bool operator()(const std::string& left, const std::string& right) const noexcept {
            return flyway_description_less(left, right);
        }
    };

    void check_rank(std::int64_t rank);
    std::optional<RowKind> known_kind(const HistoryEntry& entry);
    void take_versioned(const HistoryEntry& entry, RowKind kind);
    void take_unversioned(const HistoryEntry& entry, RowKind kind);
    void add_applied(const HistoryEntry& entry, RowKind kind, const Version& version);
    void mark_latest(const HistoryEntry& entry, const Version& version, Mark mark);
    void add_corrupt(std::string message);

    std::string table_name_;
    Findings& findings_;
    std::set<std::int64_t> ranks_;
    std::vector<VersionedRow> versioned_;
    /// Index of each version's latest row, markers left out.
    std::map<Version, std::size_t> latest_version_;
    std::vector<RepeatableRow> repeatable_rows_;
    /// Index of each repeatable's latest row; those that are deleted are not here.
    std::map<std::string, std::size_t, DescriptionLess> latest_repeatable_;
    std::vector<FailedRow> failed_undos_;
};

/// Adds history_failed_row for `row` with what to do about it.
void report_failed_row(
    const History& history,
    const FailedRow& row,
    std::string hint,
    Findings& findings
);

}  // namespace rollpack::core::detail

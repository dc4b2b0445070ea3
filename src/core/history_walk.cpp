#include "detail/history_walk.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::core::detail {

namespace {

constexpr auto row_kinds = std::to_array<std::pair<std::string_view, RowKind>>({
    {"SQL", RowKind::migration},
    {"JDBC", RowKind::migration},
    {"SCRIPT", RowKind::migration},
    {"CUSTOM", RowKind::migration},
    {"SPRING_JDBC", RowKind::migration},
    {"SQL_BASELINE", RowKind::baseline_migration},
    {"JDBC_BASELINE", RowKind::baseline_migration},
    {"BASELINE", RowKind::baseline_marker},
    {"SCHEMA", RowKind::schema_marker},
    {"DELETE", RowKind::delete_marker},
    {"UNDO_SQL", RowKind::undo},
    {"UNDO_JDBC", RowKind::undo},
});

std::string named(const HistoryEntry& entry) {
    const std::string what = entry.version ? "version " + *entry.version
                                           : fmt::format("repeatable \"{}\"", entry.description);
    return fmt::format("{} (rank {}, {})", what, entry.installed_rank, entry.script);
}

}  // namespace

std::optional<RowKind> row_kind(std::string_view type) noexcept {
    const auto* const found =
        std::ranges::find(row_kinds, type, &std::pair<std::string_view, RowKind>::first);
    return found == row_kinds.end() ? std::nullopt : std::optional{found->second};
}

HistoryWalk::HistoryWalk(const HistoryTable& table, Findings& findings)
    : table_name_(table.schema + "." + table.table)
    , findings_(findings) {}

void HistoryWalk::take(const HistoryEntry& entry) {
    check_rank(entry.installed_rank);
    const std::optional<RowKind> kind = known_kind(entry);
    if (!kind || *kind == RowKind::schema_marker) {
        return;
    }
    if (entry.version) {
        take_versioned(entry, *kind);
    } else {
        take_unversioned(entry, *kind);
    }
}

// Flyway gives each row the next rank, from 1, or from 0 for the row that says which schemas it made.
void HistoryWalk::check_rank(std::int64_t rank) {
    const std::int64_t before = ranks_.empty() ? 0 : *ranks_.rbegin();
    if (!ranks_.insert(rank).second) {
        add_corrupt(fmt::format("two rows have the rank {}", rank));
    } else if (rank > before + 1) {
        findings_.add(
            FindingCode::history_gap,
            table_name_,
            rank == before + 2
                ? fmt::format("no row has the rank {}", before + 1)
                : fmt::format("no row has a rank from {} to {}", before + 1, rank - 1),
            "Find out what was taken out of the history, and why. If `flyway repair` took out failed "
            "migrations, allow it: --allow history-gap."
        );
    }
}

std::optional<RowKind> HistoryWalk::known_kind(const HistoryEntry& entry) {
    const std::optional<RowKind> kind = row_kind(entry.type);
    if (!kind) {
        const std::string_view why = entry.type == "UNDO_SCRIPT"
            ? ", which Flyway runs without counting its version as undone"
            : "";
        findings_.add(
            FindingCode::history_unknown_type,
            table_name_,
            fmt::format("{} has the type {}{}", named(entry), entry.type, why),
            "Find out what this row did to the database and replace it by a row that Flyway reads; "
            "rollpack does not guess what is in force."
        );
    }
    return kind;
}

void HistoryWalk::take_versioned(const HistoryEntry& entry, RowKind kind) {
    const std::optional<Version> version = parse_version(*entry.version);
    if (!version) {
        add_corrupt(
            fmt::format("rank {} has \"{}\" as version", entry.installed_rank, *entry.version)
        );
        return;
    }
    switch (kind) {
    case RowKind::migration:
    case RowKind::baseline_migration:
    case RowKind::baseline_marker:
        add_applied(entry, kind, *version);
        break;
    case RowKind::delete_marker:
        // Flyway passes over a marker that copies a failed row: it marks nothing.
        if (entry.success) {
            mark_latest(entry, *version, Mark::deleted);
        }
        break;
    case RowKind::undo:
        if (entry.success) {
            mark_latest(entry, *version, Mark::undone);
        } else {
            failed_undos_.push_back({FailedRow::Kind::undo, *version, entry});
        }
        break;
    case RowKind::schema_marker:
        break;
    }
}

void HistoryWalk::add_applied(const HistoryEntry& entry, RowKind kind, const Version& version) {
    if (kind != RowKind::baseline_marker) {
        const auto [latest, is_first] = latest_version_.try_emplace(version, versioned_.size());
        const auto in_force = [](const VersionedRow& row) {
            return row.kind == RowKind::migration && row.entry.success && row.mark == Mark::none;
        };
        if (!is_first && entry.success && in_force(versioned_[latest->second])) {
            add_corrupt(named(entry) + " was applied already and not undone in between");
        }
        latest->second = versioned_.size();
    }
    versioned_.push_back({version, entry, kind});
}

void HistoryWalk::mark_latest(const HistoryEntry& entry, const Version& version, Mark mark) {
    const auto latest = latest_version_.find(version);
    // Flyway passes over a marker without a row before it.
    if (latest == latest_version_.end()) {
        return;
    }
    VersionedRow& row = versioned_[latest->second];
    if (row.mark != Mark::none) {
        add_corrupt(fmt::format(
            "rank {} ({}) takes version {} away a second time without it having been applied again",
            entry.installed_rank,
            entry.type,
            *entry.version
        ));
        return;
    }
    row.mark = mark;
}

void HistoryWalk::take_unversioned(const HistoryEntry& entry, RowKind kind) {
    if (kind == RowKind::migration) {
        latest_repeatable_.insert_or_assign(entry.description, repeatable_rows_.size());
        repeatable_rows_.push_back({entry});
        return;
    }
    if (kind != RowKind::delete_marker) {
        add_corrupt(fmt::format("rank {} ({}) has no version", entry.installed_rank, entry.type));
        return;
    }
    const auto latest = latest_repeatable_.find(entry.description);
    if (entry.success && latest != latest_repeatable_.end()) {
        repeatable_rows_[latest->second].deleted = true;
        latest_repeatable_.erase(latest);
    }
}

// Known only when all markers are.
std::vector<FailedRow> HistoryWalk::failed() const {
    std::vector<FailedRow> result;
    for (const VersionedRow& row : versioned_) {
        if (!row.entry.success && row.mark == Mark::none) {
            const auto kind = row.kind == RowKind::migration ? FailedRow::Kind::versioned
                                                             : FailedRow::Kind::baseline;
            result.push_back({kind, row.version, row.entry});
        }
    }
    for (const RepeatableRow& row : repeatable_rows_) {
        if (!row.entry.success && !row.deleted) {
            result.push_back({FailedRow::Kind::repeatable, std::nullopt, row.entry});
        }
    }
    result.insert(result.end(), failed_undos_.begin(), failed_undos_.end());
    return result;
}

std::vector<AppliedVersion> HistoryWalk::applied() const {
    std::vector<AppliedVersion> result;
    std::optional<Version> highest;
    for (const VersionedRow& row : versioned_) {
        if (row.mark != Mark::none || !row.entry.success) {
            continue;
        }
        const bool out_of_order = highest && row.version <= *highest;
        result.push_back({row.version, row.entry, out_of_order, row.kind != RowKind::migration});
        if (!out_of_order) {
            highest = row.version;
        }
    }
    return result;
}

std::vector<AppliedRepeatable> HistoryWalk::repeatables() const {
    std::vector<AppliedRepeatable> result;
    for (const auto& [description, index] : latest_repeatable_) {
        const HistoryEntry& entry = repeatable_rows_[index].entry;
        if (entry.success) {
            result.push_back({description, entry});
        }
    }
    return result;
}

void HistoryWalk::add_corrupt(std::string message) {
    findings_.add(
        FindingCode::history_corrupt,
        table_name_,
        std::move(message),
        "Compare the history with the database and mend it by hand; rollpack does not guess what is in force."
    );
}

void report_failed_row(
    const History& history,
    const FailedRow& row,
    std::string hint,
    Findings& findings
) {
    findings.add(
        FindingCode::history_failed_row,
        history.table().schema + "." + history.table().table,
        fmt::format("{} failed and was not repaired", named(row.entry)),
        std::move(hint)
    );
}

}  // namespace rollpack::core::detail

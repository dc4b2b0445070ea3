#include "rollpack/core/history.hpp"

#include "detail/history_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::core {

namespace {

/// With its length, so that no two histories give the same bytes.
std::string field(std::string_view value) {
    return fmt::format("{}:{}", value.size(), value);
}

std::string serialise(const HistoryEntry& entry) {
    constexpr std::string_view none = "-";
    std::string row = fmt::format("{};", entry.installed_rank);
    row += entry.version ? field(*entry.version) : none;
    row += field(entry.description) + field(entry.type) + field(entry.script);
    row += entry.checksum ? field(std::to_string(entry.checksum->value)) : none;
    row += field(entry.installed_by) + field(entry.installed_on);
    row += fmt::format("{};{};", entry.execution_time_ms, entry.success);
    return row;
}

}  // namespace

History History::read(HistoryTable table, std::vector<HistoryEntry> entries, Findings& findings) {
    std::ranges::stable_sort(entries, {}, &HistoryEntry::installed_rank);
    detail::HistoryWalk walk{table, findings};
    for (const HistoryEntry& entry : entries) {
        walk.take(entry);
    }

    History history;
    history.applied_ = walk.applied();
    history.repeatables_ = walk.repeatables();
    history.failed_ = walk.failed();
    history.table_ = std::move(table);
    history.entries_ = std::move(entries);
    return history;
}

void report_failed_rows(const History& history, Findings& findings) {
    for (const FailedRow& row : history.failed()) {
        detail::report_failed_row(
            history,
            row,
            "Finish or take back by hand what this script left behind, then remove its row with "
            "`flyway repair` and run again.",
            findings
        );
    }
}

std::optional<Version> History::current_version() const {
    const auto highest = std::ranges::max_element(applied_, {}, &AppliedVersion::version);
    return highest == applied_.end() ? std::nullopt : std::optional{highest->version};
}

std::int64_t History::highest_rank() const noexcept {
    return entries_.empty() ? 0 : entries_.back().installed_rank;
}

bool History::has_undo_rows() const noexcept {
    return std::ranges::any_of(entries_, [](const HistoryEntry& entry) {
        return entry.type.starts_with("UNDO_");
    });
}

Sha256 History::fingerprint() const {
    Sha256Stream stream;
    for (const HistoryEntry& entry : entries_) {
        stream.update(serialise(entry));
    }
    return stream.finish();
}

}  // namespace rollpack::core

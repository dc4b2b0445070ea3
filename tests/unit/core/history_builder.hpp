#pragma once

#include "rollpack/core/history.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::test {

/// Rows of a history as Flyway writes them; ranks follow the order of the calls, from 1 on.
class HistoryBuilder {
public:
    /// A row of any shape; its rank is the next one.
    HistoryBuilder& row(core::HistoryEntry entry) {
        entry.installed_rank = next_rank_++;
        rows_.push_back(std::move(entry));
        return *this;
    }

    HistoryBuilder& applied(
        const std::string& version,
        std::optional<core::FlywayChecksum> checksum = core::FlywayChecksum{7},
        const std::string& type = "SQL"
    ) {
        return row(entry(version, "step " + version, type, "V" + version + "__step.sql", checksum));
    }

    HistoryBuilder& failed(const std::string& version) {
        applied(version);
        rows_.back().success = false;
        return *this;
    }

    HistoryBuilder& deleted(const std::string& version) {
        return applied(version, {{7}}, "DELETE");
    }

    HistoryBuilder& undone(const std::string& version, const std::string& type = "UNDO_SQL") {
        return row(entry(version, "step", type, "U" + version + "__step.sql", {{8}}));
    }

    HistoryBuilder& repeatable(
        const std::string& description,
        core::FlywayChecksum checksum = {9},
        const std::string& type = "SQL"
    ) {
        return row(entry(std::nullopt, description, type, "R__" + description + ".sql", checksum));
    }

    HistoryBuilder& deleted_repeatable(const std::string& description) {
        return repeatable(description, {9}, "DELETE");
    }

    HistoryBuilder& baseline(const std::string& version) {
        const std::string text = "<< Flyway Baseline >>";
        return row(entry(version, text, "BASELINE", text, std::nullopt));
    }

    /// The rank of Flyway's own first row is 0.
    HistoryBuilder& schema_creation() {
        next_rank_ = 0;
        return row(
            entry(std::nullopt, "<< Flyway Schema Creation >>", "SCHEMA", R"("app")", std::nullopt)
        );
    }

    /// For what the calls above cannot say of the last row.
    core::HistoryEntry& last() { return rows_.back(); }

    const std::vector<core::HistoryEntry>& rows() const noexcept { return rows_; }

    core::History read(core::Findings& findings) const {
        return core::History::read({"public", "flyway_schema_history"}, rows_, findings);
    }

private:
    static core::HistoryEntry entry(
        std::optional<std::string> version,
        const std::string& description,
        const std::string& type,
        const std::string& script,
        std::optional<core::FlywayChecksum> checksum
    ) {
        core::HistoryEntry result;
        result.version = std::move(version);
        result.description = description;
        result.type = type;
        result.script = script;
        result.checksum = checksum;
        result.installed_by = "deploy";
        result.installed_on = "2026-11-22 00:25:45";
        result.execution_time_ms = 12;
        return result;
    }

    std::int64_t next_rank_ = 1;
    std::vector<core::HistoryEntry> rows_;
};

}  // namespace rollpack::test

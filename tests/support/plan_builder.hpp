#pragma once

#include "rollpack/core/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

/// Makes plans by hand for the executor, without a package.
class PlanBuilder {
public:
    explicit PlanBuilder(core::HistoryTable table = {"public", "flyway_schema_history"});

    PlanBuilder& mode(core::TransactionMode mode);
    PlanBuilder& dialect(core::HistoryDialect dialect);
    PlanBuilder& next_rank(std::int64_t rank);

    /// Undoes a version with the script "U<version>__undo.sql".
    PlanBuilder& undo(const std::string& version, const std::string& sql);
    /// As undo() for a script that cannot run in a transaction.
    PlanBuilder& outside(const std::string& version, const std::string& sql);
    PlanBuilder& resume(core::OpenRun run);
    /// Takes a version back that stopped half-way with the script "U<version>__undo.sql", and deletes its
    /// failed row; none: it left no row.
    PlanBuilder& failed(
        const std::string& version,
        const std::string& sql,
        std::optional<std::int64_t> rank
    );
    /// Restores a repeatable with the script "R__<description>.sql".
    PlanBuilder& repeatable(const std::string& description, const std::string& sql);
    PlanBuilder& retire(const std::string& description, std::vector<core::DatabaseObject> objects);

    /// A step for a callback of the whole command, "beforeUndo" or another: "<event>.sql".
    PlanBuilder& callback(const std::string& event, const std::string& sql);
    /// A callback around each script, "beforeEachUndo" or another, or of a failure ("afterUndoError"):
    /// "<event>.sql". Throws for another event.
    PlanBuilder& around(const std::string& event, const std::string& sql);

    core::Plan build() const { return plan_; }

private:
    core::Plan plan_;
};

/// `"schema"."table"`, for SQL.
std::string sql_name(const core::HistoryTable& table);
std::string sql_name(std::string_view name);

/// CREATE statements of a history table as Flyway makes it, with one row for each of the versions
/// 1 to `versions`.
std::string history_sql(const core::HistoryTable& table, int versions);

}  // namespace rollpack::test

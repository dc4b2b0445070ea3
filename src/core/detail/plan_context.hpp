#pragma once

#include "rollpack/core/plan.hpp"

#include <map>
#include <string>

namespace rollpack::core::detail {

/// What every part of planning looks at. Refers to make_plan's arguments and lives as long as they.
struct PlanContext {
    const Selection& selection;
    const History& history;
    const ServerFacts& facts;
    const PlanOptions& options;
    const AnalyzeSql& analyze;
    Findings& findings;
    /// Each version's last row, markers included.
    std::map<Version, const HistoryEntry*> last_rows;
};

std::map<Version, const HistoryEntry*> last_rows(const History& history);

/// "public.flyway_schema_history"
std::string table_name(const PlanContext& context);

/// "clear the way for U126__currency.sql": what the step is called.
std::string clearing_name(const ClearStep& step);

/// "V128", with the project's prefix.
std::string versioned_name(const PlanContext& context, const Version& version);

/// Why a version is not in force: "is not applied", "was undone already", ...
std::string absence(const PlanContext& context, const Version& version);

}  // namespace rollpack::core::detail

#pragma once

#include "rollpack/core/planning.hpp"

#include <map>
#include <string>

namespace rollpack::core::detail {

/// What every part of planning looks at. Refers to make_plan's arguments and lives as long as they.
struct PlanContext : PlanInputs {
    Findings& findings;
    /// Each version's last row, markers included.
    std::map<Version, const HistoryEntry*> last_rows;
};

std::map<Version, const HistoryEntry*> last_rows(const History& history);

/// "public.flyway_schema_history"
std::string table_name(const PlanContext& context);

/// "V128", with the project's prefix.
std::string versioned_name(const PlanContext& context, const Version& version);

/// Why a version is not in force: "is not applied", "was undone already", ...
std::string absence(const PlanContext& context, const Version& version);

}  // namespace rollpack::core::detail

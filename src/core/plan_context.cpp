#include "detail/plan_context.hpp"

namespace rollpack::core::detail {

std::map<Version, const HistoryEntry*> last_rows(const History& history) {
    std::map<Version, const HistoryEntry*> rows;
    for (const HistoryEntry& entry : history.entries()) {
        const auto version = entry.version ? parse_version(*entry.version) : std::nullopt;
        if (version) {
            rows.insert_or_assign(*version, &entry);
        }
    }
    return rows;
}

std::string table_name(const PlanContext& context) {
    return context.history.table().schema + "." + context.history.table().table;
}

std::string versioned_name(const PlanContext& context, const Version& version) {
    return context.selection.naming.versioned_prefix + version.text();
}

std::string absence(const PlanContext& context, const Version& version) {
    const auto row = context.last_rows.find(version);
    if (row == context.last_rows.end()) {
        return "is not applied";
    }
    if (row->second->type == "DELETE") {
        return "was undone or deleted already";
    }
    return row->second->type.starts_with("UNDO_") ? "was undone already" : "is not applied";
}

}  // namespace rollpack::core::detail

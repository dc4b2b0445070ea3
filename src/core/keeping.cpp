#include "detail/keeping.hpp"

#include "detail/live_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace rollpack::core::detail {

namespace {

struct Lost {
    const LiveRelation* table = nullptr;
    bool whole = false;
    std::set<std::string> columns;
};

/// Without a key of which nothing is lost, rows cannot be found again: they are saved as a whole.
bool is_found_by_key(const Lost& lost) {
    const std::vector<std::string>& key = lost.table->primary_key;
    return !key.empty() && std::ranges::none_of(key, [&](const std::string& column) {
        return lost.columns.contains(column);
    });
}

KeptTable kept_table(const Lost& lost) {
    const LiveRelation& table = *lost.table;
    const bool by_key = !lost.whole && is_found_by_key(lost);
    KeptTable kept;
    kept.schema = table.schema;
    kept.name = table.name;
    kept.rows = table.rows;
    kept.bytes = table.bytes;
    for (const LiveColumn& column : table.columns) {
        const bool is_lost = lost.columns.contains(column.name);
        const bool is_key = std::ranges::find(table.primary_key, column.name)
            != table.primary_key.end();
        if (!by_key || is_lost || is_key) {
            kept.columns.push_back(column);
        }
        if (!lost.whole && is_lost) {
            kept.lost_columns.push_back(column.name);
        }
    }
    if (lost.whole || by_key) {
        kept.key = table.primary_key;
    }
    return kept;
}

}  // namespace

std::vector<KeptTable> tables_to_keep(const std::vector<FoundLoss>& losses) {
    std::vector<Lost> tables;
    std::map<RelationName, std::size_t> places;
    for (const FoundLoss& found : losses) {
        if (!found.loss.is_kept) {
            continue;
        }
        const auto [place, is_new] = places.try_emplace(name_of(*found.table), tables.size());
        if (is_new) {
            tables.push_back({found.table, false, {}});
        }
        Lost& lost = tables[place->second];
        lost.whole = lost.whole || found.columns.empty();
        lost.columns.insert(found.columns.begin(), found.columns.end());
    }
    std::vector<KeptTable> kept;
    std::ranges::transform(tables, std::back_inserter(kept), kept_table);
    return kept;
}

}  // namespace rollpack::core::detail

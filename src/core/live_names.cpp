#include "detail/live_names.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace rollpack::core::detail {

namespace {

std::optional<RelationName> qualified(const std::string& name) {
    const std::size_t dot = name.find('.');
    return dot == std::string::npos
        ? std::nullopt
        : std::optional{RelationName{name.substr(0, dot), name.substr(dot + 1)}};
}

}  // namespace

void LiveNames::enter(const SqlAnalysis& analysis) {
    analysis_ = &analysis;
    line_ = 0;
    applied_ = 0;
}

void LiveNames::enter_whole(const SqlAnalysis& analysis) {
    enter(analysis);
    line_ = std::numeric_limits<std::size_t>::max();
}

void LiveNames::advance(std::size_t line) {
    // What is renamed on the same line is taken to be renamed after it: DROP t; ALTER u RENAME TO t.
    while (applied_ < analysis_->renames.size() && analysis_->renames[applied_].line < line) {
        line_ = analysis_->renames[applied_].line;
        apply(analysis_->renames[applied_++]);
    }
    line_ = line;
}

void LiveNames::leave() {
    for (; applied_ < analysis_->renames.size(); ++applied_) {
        line_ = analysis_->renames[applied_].line;
        apply(analysis_->renames[applied_]);
    }
    analysis_ = nullptr;
}

std::vector<RelationName> LiveNames::candidates(const RelationName& name) const {
    const auto& paths = analysis_->search_paths;
    const auto after = std::ranges::find_if(paths, [this](const SearchPath& path) {
        return path.line > line_;
    });
    if (name.schema || after == paths.begin() || std::prev(after)->schemas.empty()) {
        return {name};
    }
    std::vector<RelationName> names;
    for (const std::string& schema : std::prev(after)->schemas) {
        names.push_back({schema, name.name});
    }
    return names;
}

std::vector<RelationName> LiveNames::relation(const RelationName& name) const {
    std::vector<RelationName> now;
    for (const RelationName& candidate : candidates(name)) {
        const auto known = aliases_.find(candidate.name);
        if (known != aliases_.end()) {
            const auto alias =
                std::find_if(known->second.rbegin(), known->second.rend(), [&](const Alias& one) {
                    return !one.schema || !candidate.schema || one.schema == candidate.schema;
                });
            if (alias != known->second.rend()) {
                now.insert(now.end(), alias->now.begin(), alias->now.end());
                continue;
            }
        }
        now.push_back(candidate);
    }
    return now;
}

std::string LiveNames::column(const RelationName& relation, const std::string& name) const {
    const auto known = columns_.find({relation.name, name});
    return known == columns_.end() ? name : known->second;
}

void LiveNames::apply(const Renaming& renaming) {
    const std::vector<RelationName> now = relation(renaming.from);
    if (!renaming.column_from.empty()) {
        for (const RelationName& table : now) {
            const std::string column_now = column(table, renaming.column_from);
            columns_.insert_or_assign({table.name, renaming.column_to}, column_now);
        }
        return;
    }
    const std::vector<RelationName> named = candidates(renaming.from);
    const auto old_schema = named.size() == 1 ? named.front().schema : std::nullopt;
    const bool moves = renaming.to.schema != renaming.from.schema;
    aliases_[renaming.from.name].push_back({old_schema, {}});
    aliases_[renaming.to.name].push_back({moves ? renaming.to.schema : old_schema, now});
}

const LiveRelation* find_live(const LiveFacts& facts, const std::vector<RelationName>& names) {
    for (const RelationName& name : names) {
        const auto found = facts.relations.find(name);
        if (found != facts.relations.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

RelationName name_of(const LiveRelation& relation) {
    return {relation.schema, relation.name};
}

const LiveColumn* find_column(const LiveRelation& relation, const std::string& name) {
    const auto found = std::ranges::find(relation.columns, name, &LiveColumn::name);
    return found == relation.columns.end() ? nullptr : &*found;
}

std::optional<RelationName> table_of_index(const LiveRelation& relation) {
    return relation.kind == LiveRelation::Kind::index ? qualified(relation.index_of) : std::nullopt;
}

std::optional<RelationName> table_of_sequence(const LiveRelation& relation) {
    const std::size_t dot = relation.index_of.rfind('.');
    return relation.kind == LiveRelation::Kind::sequence && dot != std::string::npos
        ? qualified(relation.index_of.substr(0, dot))
        : std::nullopt;
}

bool is_table(const LiveRelation& relation) noexcept {
    return relation.kind == LiveRelation::Kind::table
        || relation.kind == LiveRelation::Kind::partitioned_table;
}

}  // namespace rollpack::core::detail

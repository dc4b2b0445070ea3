#pragma once

#include "rollpack/core/live_facts.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::core::detail {

/// Says what the names in a plan's scripts are called in the database now, before anything ran: it
/// follows ALTER ... RENAME, SET SCHEMA and SET search_path along the scripts, in the order in which
/// they run.
class LiveNames {
public:
    /// Begins a script; leave() ends it.
    void enter(const SqlAnalysis& analysis);

    /// Begins a script of which the names are asked for together: its last search path counts for all,
    /// its own renames for none.
    void enter_whole(const SqlAnalysis& analysis);

    /// Goes on to the statement on `line` of the script; lines only grow.
    void advance(std::size_t line);

    void leave();

    /// What a relation that the script names may be called now, as it is searched for: the first that
    /// is there is meant. Empty: what bears the name now is called otherwise then.
    std::vector<RelationName> relation(const RelationName& name) const;

    /// What a column of `relation` (its name now) is called now.
    std::string column(const RelationName& relation, const std::string& name) const;

private:
    struct Alias {
        std::optional<std::string> schema;  ///< none: it may be any
        std::vector<RelationName> now;
    };

    std::vector<RelationName> candidates(const RelationName& name) const;
    void apply(const Renaming& renaming);

    const SqlAnalysis* analysis_ = nullptr;
    std::size_t line_ = 0;
    std::size_t applied_ = 0;  ///< of the script's renames
    std::map<std::string, std::vector<Alias>> aliases_;  ///< by the name then, the last rules
    std::map<std::pair<std::string, std::string>, std::string>
        columns_;  ///< by the table now and the name then
};

/// The first of the names that is there; null for none.
const LiveRelation* find_live(const LiveFacts& facts, const std::vector<RelationName>& names);

/// Its own name, the same by whatever name it was asked for.
RelationName name_of(const LiveRelation& relation);

/// Null for none.
const LiveColumn* find_column(const LiveRelation& relation, const std::string& name);

/// The table of an index; none for everything else.
std::optional<RelationName> table_of_index(const LiveRelation& relation);

/// The table whose column owns a sequence; none for everything else.
std::optional<RelationName> table_of_sequence(const LiveRelation& relation);

bool is_table(const LiveRelation& relation) noexcept;

}  // namespace rollpack::core::detail

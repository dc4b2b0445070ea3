#pragma once

#include "rollpack/core/history.hpp"
#include "rollpack/core/live_facts.hpp"
#include "rollpack/core/selection.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// Since when tables and columns are there: since the V script above the target that made them was
/// applied. The scripts are analysed when somebody asks for the first time. Refers to its arguments.
class ObjectAges {
public:
    ObjectAges(const Selection& selection, const History& history, const AnalyzeSql& analyze)
        : selection_{selection}
        , history_{history}
        , analyze_{analyze} {}

    /// "2026-10-01 12:00:00 (V124)"; empty: before the target, or not known. Versions above
    /// `at_most` do not count.
    std::string of_table(const LiveRelation& table, const std::optional<Version>& at_most);
    std::string of_column(
        const LiveRelation& table,
        const std::string& column,
        const std::optional<Version>& at_most
    );

private:
    struct Origin {
        const AppliedVersion* applied;
        std::optional<std::string> schema;
    };

    using Origins = std::vector<Origin>;

    void read_scripts();
    static std::string latest(
        const Origins& origins,
        const LiveRelation& table,
        const std::optional<Version>& at_most
    );

    const Selection& selection_;
    const History& history_;
    const AnalyzeSql& analyze_;
    bool is_read_ = false;
    std::map<std::string, Origins> tables_;
    std::map<std::pair<std::string, std::string>, Origins> columns_;  ///< by table and column
};

}  // namespace rollpack::core::detail

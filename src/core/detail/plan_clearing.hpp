#pragma once

#include "detail/dependency_graph.hpp"
#include "detail/live_names.hpp"
#include "detail/plan_context.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// Something that would make a script fail and that must not be dropped.
struct ClearingRefusal {
    std::string subject;
    std::string message;
    std::optional<std::size_t> line;

    bool operator==(const ClearingRefusal&) const = default;
};

/// What a script, or several, need out of their way.
struct ClearedWay {
    ClearStep step;  ///< without objects: nothing is in the way
    std::vector<ClearingRefusal> refusals;
};

/// Follows the scripts of a rollback through the live catalog's dependencies, and says what has to be
/// dropped before each of them. Without ServerFacts::dependencies nothing is. A copy goes its own way.
class Clearing {
public:
    explicit Clearing(const PlanContext& context);

    bool knows_catalog() const noexcept { return graph_.has_value(); }

    /// What has to go before the undo script runs, which counts as run then.
    ClearedWay before(const StepScript& script);

    /// What has to go before a step that drops these by itself, which are gone then.
    ClearedWay before_drops(const std::vector<DatabaseObject>& objects, const std::string& step);

    /// These, as far as they are there, with what has to go before them; gone then.
    ClearedWay before_left_over(
        const std::vector<DatabaseObject>& objects,
        const std::string& path
    );

    /// What has to go before these run, in their order, that they cannot replace or that depends on what
    /// they drop.
    ClearedWay before_repeatables(const std::vector<RepeatableStep>& steps) const;

    /// Reports what is refused (dependant_unowned), unless a script hid that it is gone.
    void report(const std::vector<ClearingRefusal>& refusals) const;

private:
    /// What would fail: "drops column shop.orders.currency".
    struct Trip {
        std::string path;
        std::string what;
        std::optional<std::size_t> line;
    };

    void own(const std::optional<std::vector<DatabaseObject>>& objects);
    void follow(const StepScript& script, bool is_repeatable, ClearedWay& way);
    void follow_statement(
        const std::vector<ObjectEvent>& together,
        const StepScript& script,
        ClearedWay& way
    );
    void replace(const ObjectEvent& event, const StepScript& script, ClearedWay& way);
    void take(CatalogSet dropped, const Trip& trip, ClearedWay& way);
    CatalogSet dropped_by(const std::vector<ObjectEvent>& together) const;
    void add_named(const ObjectEvent& event, CatalogSet& set) const;
    void clear(const CatalogDependency& blocker, const Trip& trip, ClearedWay& way);
    void clear_object(std::size_t index, const Trip& trip, ClearedWay& way);
    void clear_part(std::size_t part, std::size_t of, const Trip& trip, ClearedWay& way);
    void clear_all(
        const std::vector<CatalogDependency>& blockers,
        const Trip& trip,
        ClearedWay& way
    );
    void refuse(const CatalogDependency& blocker, const Trip& trip, ClearedWay& way) const;
    static bool can_be_cleared(const CatalogObject& object);
    /// "a and b and 3 more"
    static std::string list_of(const std::vector<std::string>& names);
    /// The row type that a column is in; everything else is whole.
    std::size_t whole_of(std::size_t index) const;
    bool stands(const CatalogDependency& blocker) const;
    std::vector<CatalogDependency> type_blockers(const CatalogSet& columns) const;
    std::string describe(const CatalogSet& set, const ObjectEvent& event) const;

    const PlanContext* context_;
    std::optional<DependencyGraph> graph_;
    LiveNames names_;
    std::set<std::size_t> owned_;  ///< what repeatables create
    std::set<std::size_t> gone_;
    std::set<std::size_t> made_anew_;  ///< what these depend on is not known any more
    bool is_hidden_ = false;  ///< a script did what its text does not tell
};

}  // namespace rollpack::core::detail

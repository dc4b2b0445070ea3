#pragma once

#include "detail/dependency_graph.hpp"
#include "detail/live_names.hpp"
#include "detail/plan_context.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// Follows the scripts of a rollback through the live catalog's dependencies, and says what has to be
/// dropped before each of them. Without ServerFacts::dependencies nothing is.
class Clearing {
public:
    explicit Clearing(const PlanContext& context);

    /// What has to go before `script` runs, if there is anything; then the script counts as run. What
    /// stands in its way and is no repeatable's is reported: dependant_unowned.
    std::optional<ClearStep> before(const StepScript& script);

private:
    struct Trip {
        std::string what;  ///< "drops column shop.orders.currency"
        std::size_t line = 1;
    };

    /// What one script needs gone, as far as it is known.
    struct Findings {
        const StepScript& script;
        ClearStep step;
        std::vector<std::string> dependants;  ///< of the first statement that would fail
        std::string first_trip;
        std::size_t trips = 0;
    };

    void follow(const std::vector<ObjectEvent>& together, Findings& found);
    CatalogSet dropped_by(const std::vector<ObjectEvent>& together) const;
    void add_named(const ObjectEvent& event, CatalogSet& set) const;
    std::optional<std::size_t> part_of(const ObjectEvent& event) const;
    void clear(const CatalogDependency& blocker, const Trip& trip, Findings& found);
    void clear_all(
        const std::vector<CatalogDependency>& blockers,
        const Trip& trip,
        Findings& found
    );
    void refuse(const CatalogDependency& blocker, const Trip& trip, const Findings& found) const;
    bool stands(const CatalogDependency& blocker) const;
    std::vector<CatalogDependency> type_blockers(const CatalogSet& columns) const;
    std::string describe(const CatalogSet& set, const ObjectEvent& event) const;

    const PlanContext& context_;
    std::optional<DependencyGraph> graph_;
    LiveNames names_;
    std::set<std::size_t> owned_;  ///< what repeatables create
    std::set<std::size_t> gone_;
    std::set<std::size_t> made_anew_;  ///< what these depend on is not known any more
    bool is_hidden_ = false;  ///< a script did what its text does not tell
};

}  // namespace rollpack::core::detail

#pragma once

#include "detail/object_changes.hpp"
#include "detail/step_scripts.hpp"

#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core::detail {

/// What a rollback runs, as far as callbacks depend on it.
struct Occasions {
    bool undo_scripts = false;
    bool repeatables = false;
};

/// The package's callbacks. To Flyway, a rollback is its `undo` followed by its `migrate`: `undo`
/// begins and ends only if there are undo scripts, `migrate` always.
class Callbacks {
public:
    Callbacks(const PlanContext& context, const StepScripts& scripts);

    bool empty() const noexcept { return context_.selection.callbacks.empty(); }

    /// The steps for an event of the whole command, in Flyway's order. Their faults are reported.
    std::vector<Step> steps(std::string_view event);

    /// What does not stand among the steps. Its faults are reported.
    PlanCallbacks around(const Occasions& occasions);

    /// Adds what the callbacks of these events drop and create to `changes`.
    void add_changes(std::initializer_list<std::string_view> events, ObjectChanges& changes);

    /// The callbacks that are left out, each with its reason; to be called after all others.
    std::vector<Skipped> skipped(const Occasions& occasions) const;

private:
    const std::vector<StepScript>& scripts_of(std::string_view event);
    EachCallbacks each(std::string_view command);
    bool is_not_to_execute(const Script& script) const;

    const PlanContext& context_;
    const StepScripts& scripts_;
    std::map<std::string, std::vector<StepScript>, std::less<>> made_;
    std::set<const Script*> not_to_execute_;  ///< shouldExecute is false
};

/// The package's callbacks where there is nothing to do: those of afterConnect ran all the same.
std::vector<Skipped> skip_callbacks(const PlanContext& context);

/// Whether a rollback with something to do can have an occasion for the event.
bool is_fired(std::string_view event) noexcept;

/// Reports a callback that a rollback has an occasion for and rollpack cannot run: callback_not_run,
/// with `path` as its subject.
void check_callback(const ScriptName& name, const std::string& path, Findings& findings);

}  // namespace rollpack::core::detail

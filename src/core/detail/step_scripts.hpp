#pragma once

#include "detail/plan_context.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// What a script's text and its faults depend on. Refers to what its maker has.
struct ScriptScope {
    const Selection& selection;
    const HistoryTable& table;
    const ServerFacts& facts;
    const PlanOptions& options;
    const AnalyzeSql& analyze;
    Findings& findings;
};

/// Turns packed scripts into texts to run.
class StepScripts {
public:
    explicit StepScripts(const ScriptScope& scope);
    explicit StepScripts(const PlanContext& context);

    /// The text with placeholders replaced; a leading U+FEFF is left out, as no server takes one.
    /// Names without a value go to `findings`.
    std::string replaced(const Script& script, Findings& findings) const;

    /// Analyses `text`, which replaced() gave, and reports everything that keeps the script from
    /// running in a transaction.
    StepScript make(const Script& script, std::string text) const;

    /// Both for a script that has to run: one whose shouldExecute says no is reported too, as the
    /// rollback would be another one without it.
    StepScript make_needed(const Script& script, std::string text) const;

    /// What a script's shouldExecute says; true without one. None, and reported, if that cannot be
    /// told.
    std::optional<bool> is_to_run(const Script& script) const;

private:
    std::optional<std::string> replaced_condition(const Script& script) const;

    ScriptScope scope_;
    std::map<std::string, std::string> values_;
};

}  // namespace rollpack::core::detail

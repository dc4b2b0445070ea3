#pragma once

#include "detail/plan_context.hpp"

#include <cstddef>
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

/// A reason why a script cannot be in a transaction.
struct OutsideReason {
    std::string words;
    std::optional<std::size_t> line;  ///< 1-based; none: its settings say so
};

/// Turns packed scripts into texts to run.
class StepScripts {
public:
    explicit StepScripts(const ScriptScope& scope);
    explicit StepScripts(const PlanContext& context);

    /// The text with placeholders replaced; a leading U+FEFF is left out, as no server takes one.
    /// Names without a value go to `findings`.
    ScriptText replaced(const Script& script, Findings& findings) const;

    /// Analyses `text`, which replaced() gave, and reports its faults, to which everything belongs that
    /// keeps a callback from running in a transaction.
    StepScript make(const Script& script, ScriptText text) const;

    /// As make() for a script that has to run: what cannot be in a transaction is run outside of one,
    /// unless the operator wants one for all. One whose shouldExecute says no is reported, as the
    /// rollback would be another one without it.
    StepScript make_needed(const Script& script, ScriptText text) const;

    /// What a script's shouldExecute says; true without one. None, and reported, if that cannot be
    /// told.
    std::optional<bool> is_to_run(const Script& script) const;

private:
    StepScript made(const Script& script, ScriptText text) const;
    void check_outside(const Script& script, const OutsideReason& reason) const;
    std::optional<std::string> replaced_condition(const Script& script) const;

    ScriptScope scope_;
    std::map<std::string, std::string> values_;
};

}  // namespace rollpack::core::detail

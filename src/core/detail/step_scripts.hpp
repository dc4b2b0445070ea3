#pragma once

#include "detail/plan_context.hpp"

#include <map>
#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// Turns packed scripts into texts to run.
class StepScripts {
public:
    explicit StepScripts(const PlanContext& context);

    /// The text with placeholders replaced; a leading U+FEFF is left out, as no server takes one.
    /// Names without a value go to `findings`.
    std::string replaced(const Script& script, Findings& findings) const;

    /// Analyses `text`, which replaced() gave, and reports everything that keeps the script from
    /// running in a transaction.
    StepScript make(const Script& script, std::string text) const;

private:
    const PlanContext& context_;
    std::map<std::string, std::string> values_;
};

}  // namespace rollpack::core::detail

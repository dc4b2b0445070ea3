#include "rollpack/core/plan.hpp"

#include <algorithm>
#include <span>
#include <variant>

namespace rollpack::core {

std::int64_t rank_of(const Plan& plan, std::size_t index) {
    const auto before = std::span{plan.steps}.first(index);
    return plan.next_rank
        + std::ranges::count_if(before, [](const Step& step) { return step_row(step) != nullptr; });
}

std::optional<Version> version_after(const Plan& plan, std::size_t finished) {
    std::optional<Version> version;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto* const undo = std::get_if<UndoStep>(&plan.steps[i]);
        if (undo != nullptr && i >= finished && (!version || *version < undo->version)) {
            version = undo->version;
        }
    }
    const bool is_back = !version || *version < plan.target_version;
    return finished == 0 ? plan.from_version : is_back ? plan.target_version : version;
}

const EachCallbacks* each_callbacks(const Plan& plan, const Step& step) {
    if (std::holds_alternative<UndoStep>(step) || std::holds_alternative<FailedStep>(step)) {
        return &plan.callbacks.undo;
    }
    const bool migrates = std::holds_alternative<RepeatableStep>(step)
        || std::holds_alternative<VersionedStep>(step);
    return migrates ? &plan.callbacks.migrate : nullptr;
}

std::vector<const StepScript*> scripts_of(const EachCallbacks& callbacks) {
    std::vector<const StepScript*> all;
    for (const auto* const scripts :
         {&callbacks.before,
          &callbacks.before_statement,
          &callbacks.after_statement,
          &callbacks.after}) {
        for (const StepScript& script : *scripts) {
            all.push_back(&script);
        }
    }
    return all;
}

}  // namespace rollpack::core

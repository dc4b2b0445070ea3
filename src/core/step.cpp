#include "rollpack/core/step.hpp"

namespace rollpack::core {

bool runs_alone(const StepScript& script, std::size_t statement) {
    const SqlStatement& found = script.analysis.statements.at(statement);
    return !found.not_transactional.empty() || (!script.outside_transaction.empty() && found.calls);
}

std::string step_name(const Step& step) {
    if (const StepScript* const script = step_script(step)) {
        return script->path;
    }
    if (const auto* const clear = std::get_if<ClearStep>(&step)) {
        return "clear the way for " + clear->script;
    }
    if (const auto* const retire = std::get_if<RetireStep>(&step)) {
        return "retire " + retire->description;
    }
    return "put back owners, privileges and comments";
}

const HistoryRow* step_row(const Step& step) {
    return std::visit(
        [](const auto& any) -> const HistoryRow* {
            if constexpr (requires { any.row; }) {
                return &any.row;
            } else {
                return nullptr;
            }
        },
        step
    );
}

const std::string& step_reason(const Step& step) {
    return std::visit([](const auto& any) -> const std::string& { return any.reason; }, step);
}

const StepScript* step_script(const Step& step) {
    return std::visit(
        [](const auto& any) -> const StepScript* {
            if constexpr (requires { any.script.analysis; }) {
                return &any.script;
            } else {
                return nullptr;
            }
        },
        step
    );
}

const std::vector<DatabaseObject>& step_drops(const Step& step) {
    static const std::vector<DatabaseObject> none;
    if (const auto* const clear = std::get_if<ClearStep>(&step)) {
        return clear->objects;
    }
    const auto* const retire = std::get_if<RetireStep>(&step);
    return retire == nullptr ? none : retire->objects;
}

}  // namespace rollpack::core

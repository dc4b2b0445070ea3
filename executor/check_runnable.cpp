#include "detail/check_runnable.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/executor/drop_statement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

void check_objects(const std::vector<core::DatabaseObject>& objects) {
    for (const core::DatabaseObject& object : objects) {
        static_cast<void>(drop_statement(object));
    }
}

void check_callbacks(const core::PlanCallbacks& callbacks) {
    for (const core::EachCallbacks* const each : {&callbacks.undo, &callbacks.migrate}) {
        for (const core::StepScript* const script : core::scripts_of(*each)) {
            check_runnable(*script);
        }
    }
    for (const auto* const scripts : {&callbacks.undo_error, &callbacks.migrate_error}) {
        for (const core::StepScript& script : *scripts) {
            check_runnable(script);
        }
    }
}

}  // namespace

void check_runnable(const core::StepScript& script) {
    for (const core::SqlStatement& statement : script.analysis.statements) {
        const bool is_outside = !script.outside_transaction.empty();
        const std::string& words = statement.not_transactional.empty() || is_outside
            ? statement.transaction_control
            : statement.not_transactional;
        if (!words.empty()) {
            throw Error{
                ErrorCode::checks_failed,
                fmt::format(
                    "{}:{}: {} cannot be run in a transaction",
                    script.path,
                    statement.line,
                    words
                )};
        }
    }
    // libpq takes text up to the first NUL, so the rest would silently be left out.
    if (script.text.find(std::string_view{"", 1}) != std::string_view::npos) {
        throw Error{ErrorCode::checks_failed, script.path + ": the script holds a NUL character"};
    }
}

void check_runnable(const core::Plan& plan) {
    for (const core::Step& step : plan.steps) {
        if (const core::StepScript* const script = core::step_script(step)) {
            check_runnable(*script);
        }
        check_objects(core::step_drops(step));
    }
    check_callbacks(plan.callbacks);
}

void require_one_transaction(const core::Plan& plan) {
    if (plan.transaction == core::TransactionMode::package) {
        return;
    }
    std::vector<std::string> outside;
    for (const core::Step& step : plan.steps) {
        const core::StepScript* const script = core::step_script(step);
        if (script != nullptr && !script->outside_transaction.empty()) {
            outside.push_back(fmt::format("{} ({})", script->path, script->outside_transaction));
        }
    }
    throw Error{
        ErrorCode::checks_failed,
        outside.empty()
            ? "a run of several transactions cannot be looked at before it is committed"
            : fmt::format(
                "the run cannot be looked at before it is committed, because of what runs outside of a "
                "transaction: {}",
                fmt::join(outside, ", ")
            ),
        "Only a run in one transaction can be rolled back as a whole."};
}

}  // namespace rollpack::executor::detail

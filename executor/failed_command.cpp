#include "detail/failed_command.hpp"

#include "detail/script_position.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rollpack::executor::detail {

namespace {

void place(core::SqlFailure& failure, const ScriptPosition& position) {
    failure.line = position.line;
    failure.column = position.column;
    failure.source_line = position.source_line;
}

std::size_t start_of_line(std::string_view text, std::size_t offset, std::size_t lines) {
    for (std::size_t line = 0; line < lines; ++line) {
        const std::size_t end = text.find('\n', offset);
        if (end == std::string_view::npos) {
            break;
        }
        offset = end + 1;
    }
    return offset;
}

const core::StepScript* script_of(const core::Plan& plan, const Tag& tag) {
    if (tag.callback != nullptr) {
        return tag.callback;
    }
    return tag.step ? core::step_script(plan.steps.at(*tag.step)) : nullptr;
}

bool holds(const std::vector<core::StepScript>& scripts, const core::StepScript* script) {
    return std::ranges::any_of(scripts, [&](const core::StepScript& any) {
        return &any == script;
    });
}

/// "beforeEachUndo", for a callback around the step.
std::string event_around(
    const core::Plan& plan,
    const core::Step& step,
    const core::StepScript* callback
) {
    const core::EachCallbacks* const around = core::each_callbacks(plan, step);
    const std::string command = std::holds_alternative<core::RepeatableStep>(step) ? "Migrate"
                                                                                   : "Undo";
    if (holds(around->before, callback)) {
        return "beforeEach" + command;
    }
    if (holds(around->before_statement, callback)) {
        return "beforeEach" + command + "Statement";
    }
    return "afterEach" + command + (holds(around->after_statement, callback) ? "Statement" : "");
}

/// The script that a command was sent for.
std::string name_of_script(const core::Plan& plan, const Tag& tag) {
    const core::Step& step = plan.steps.at(*tag.step);
    const std::string name = core::step_name(step);
    if (tag.callback != nullptr) {
        return fmt::format(
            "The {} callback {} around {}",
            event_around(plan, step, tag.callback),
            tag.callback->path,
            name
        );
    }
    const auto* const callback = std::get_if<core::CallbackStep>(&step);
    return callback == nullptr ? name : fmt::format("The {} callback {}", callback->event, name);
}

}  // namespace

core::SqlFailure locate_failure(const core::Plan& plan, const Tag& tag, const ServerError& error) {
    core::SqlFailure failure = error.failure;
    const core::StepScript* const script = script_of(plan, tag);
    if (script == nullptr || tag.purpose != Purpose::statement) {
        return failure;
    }
    const core::SqlStatement& statement = script->analysis.statements.at(tag.statement);
    failure.script = script->path;
    const std::size_t data_line = copy_data_line(failure.where);
    if (statement.copy_data && data_line > 0) {
        const std::size_t first = statement.copy_data->offset;
        place(failure, locate(script->text, start_of_line(script->text, first, data_line - 1)));
        return failure;
    }
    // Without a position the statement's first character stands for it.
    const std::size_t position = error.position == 0 ? 1 : error.position;
    const auto offset = byte_of_character(script->text, statement.offset, position);
    place(failure, locate(script->text, offset));
    return failure;
}

std::string what_failed(const core::Plan& plan, const Tag& tag) {
    if (tag.purpose == Purpose::keep) {
        return "The data that the run takes away could not be kept";
    }
    if (!tag.step) {
        return tag.purpose == Purpose::constraints
            ? "A deferred constraint does not hold at the end of the run"
            : tag.purpose == Purpose::commit ? "The commit of the run failed"
                                             : "A statement of rollpack's own failed";
    }
    const std::string name = core::step_name(plan.steps.at(*tag.step));
    switch (tag.purpose) {
    case Purpose::statement:
        return name_of_script(plan, tag) + " failed";
    case Purpose::cleaning:
        return "Taking away what " + name + " left in the session failed";
    case Purpose::row:
        return "The history row of " + name + " could not be written";
    case Purpose::failed_row:
        return "The failed row of " + name + " could not be deleted";
    case Purpose::constraints:
        return "A deferred constraint does not hold at the end of " + name;
    case Purpose::commit:
    case Purpose::part_commit:
        return "The commit of " + name + " failed";
    case Purpose::keep:
    case Purpose::own:
    case Purpose::step_end:
    case Purpose::clock:
        break;
    }
    return "Preparing the session for " + name + " failed";
}

bool fails_in_undo(const core::Plan& plan, const Tag& tag) noexcept {
    const std::size_t from = tag.step.value_or(plan.steps.size());
    const auto begin = plan.steps.begin()
        + static_cast<std::ptrdiff_t>(std::min(from, plan.steps.size()));
    return std::any_of(begin, plan.steps.end(), [](const core::Step& step) {
        const auto* const callback = std::get_if<core::CallbackStep>(&step);
        return std::holds_alternative<core::UndoStep>(step)
            || std::holds_alternative<core::FailedStep>(step)
            || (callback != nullptr && callback->event == "afterUndo");
    });
}

}  // namespace rollpack::executor::detail

#include "detail/plan_stretches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace rollpack::core {

namespace {

const std::string& outside(const Step& step) {
    static const std::string inside;
    const StepScript* const script = step_script(step);
    return script == nullptr ? inside : script->outside_transaction;
}

/// What is cleared out of a script's way is gone only if the script runs, where that can be.
bool joins(const Plan& plan, const std::vector<Stretch>& before, std::size_t index) {
    if (before.empty() || !before.back().outside_transaction.empty()
        || !outside(plan.steps[index]).empty()) {
        return false;
    }
    return plan.transaction == TransactionMode::journalled
        || std::holds_alternative<ClearStep>(plan.steps[index - 1]);
}

std::string started(const OpenRun& run) {
    return fmt::format(
        "run {} of {}, started at {} by {} ({})",
        run.run_id,
        run.package,
        run.started_at,
        run.run_by,
        run.client
    );
}

const StepScript* script_in_the_middle(const Plan& plan) {
    if (!plan.resumes || plan.resumes->script.empty() || plan.steps.empty()) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(plan.steps, [&](const Step& step) {
        const StepScript* const script = step_script(step);
        return script != nullptr && script->path == plan.resumes->script;
    });
    return found == plan.steps.end() ? nullptr : step_script(*found);
}

}  // namespace

std::vector<Stretch> stretches(const Plan& plan) {
    if (plan.steps.empty()) {
        return {};
    }
    if (plan.transaction == TransactionMode::package) {
        return {{0, plan.steps.size()}};
    }
    std::vector<Stretch> all;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (joins(plan, all, i)) {
            ++all.back().count;
        } else {
            all.push_back({i, 1, outside(plan.steps[i])});
        }
    }
    return all;
}

RunStart run_start(const Plan& plan) {
    const StepScript* const script = script_in_the_middle(plan);
    if (script == nullptr) {
        return {};
    }
    RunStart start;
    while (step_script(plan.steps[start.step]) != script) {
        ++start.step;
    }
    start.statement = plan.resumes->statements_done;
    start.in_doubt = plan.resumes->in_doubt;
    return start;
}

std::string callback_name(const Step& step) {
    const auto* const callback = std::get_if<CallbackStep>(&step);
    return callback == nullptr ? "" : callback->event + " " + callback->script.path;
}

namespace detail {

void check_open_run(const PlanContext& context, const Sha256& content_sha256) {
    const std::optional<OpenRun>& run = context.facts.open_run;
    if (!run || run->content_sha256 == content_sha256) {
        return;
    }
    context.findings.add(
        FindingCode::run_open,
        table_name(context),
        fmt::format("{} is not finished", started(*run)),
        "Apply that package again, which goes on with it; or give the run up with `rollpack abandon`, "
        "after a look at what it left."
    );
}

void resume(const PlanContext& context, Plan& plan) {
    const std::optional<OpenRun>& run = context.facts.open_run;
    if (!run || run->content_sha256 != plan.content_sha256) {
        return;
    }
    plan.resumes = run;
    const auto is_finished = [&](const Step& step) {
        const std::string name = callback_name(step);
        return !name.empty() && run->finished_callbacks.contains(name);
    };
    for (const Step& step : plan.steps) {
        if (is_finished(step)) {
            plan.skipped.push_back(
                {step_name(step), "run " + run->run_id + " ran it, which this one resumes"}
            );
        }
    }
    std::erase_if(plan.steps, is_finished);
    if (run->script.empty()) {
        return;
    }
    const StepScript* const script = script_in_the_middle(plan);
    const bool is_next = script != nullptr && run_start(plan).step == 0;
    const bool is_same = is_next && !script->outside_transaction.empty()
        && run->text_sha256 == digest_of(script->text)
        && run->statements_done <= script->analysis.statements.size();
    if (!is_same) {
        context.findings.add(
            FindingCode::run_not_resumable,
            run->script,
            fmt::format(
                "{} left it after {} statements, and {}",
                started(*run),
                run->statements_done,
                is_next ? "its text is another one now" : "it is not the first step now"
            ),
            "Give the placeholders the values that they had; or finish the script by hand and give the "
            "run up with `rollpack abandon`."
        );
    }
}

void check_stretches(const PlanContext& context, const Plan& plan) {
    const std::vector<Stretch> all = stretches(plan);
    const auto first = std::ranges::find_if(all, [](const Stretch& stretch) {
        return !stretch.outside_transaction.empty();
    });
    if (first != all.end() && !context.options.journal) {
        context.findings.add(
            FindingCode::journal_needed,
            step_name(plan.steps[first->first]),
            "it cannot run in a transaction, and without a journal nobody knows how far it got",
            "Leave --no-journal out."
        );
    }
    if (context.facts.pooled && plan.transaction != TransactionMode::package) {
        context.findings.add(
            FindingCode::pooled_connection,
            context.facts.database,
            "a pooler gives each transaction another server connection, and this run has several",
            "Connect to the server itself, or to a pool in session mode."
        );
    }
}

}  // namespace detail

}  // namespace rollpack::core

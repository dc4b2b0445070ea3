#include "detail/plan_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollpack::core::detail {

std::optional<ClearStep> cleared_step(ClearedWay way, const Following& following) {
    following.clearing.report(way.refusals);
    if (way.step.objects.empty()) {
        return std::nullopt;
    }
    const std::string by = "clearing the way for " + way.step.script;
    following.changes.add_drops(way.step.objects, by, ObjectChanges::in_this_run);
    return std::move(way.step);
}

std::vector<Step> clear_before(std::vector<RetireStep> steps, const Following& following) {
    std::vector<Step> all;
    for (RetireStep& step : steps) {
        ClearedWay way =
            following.clearing.before_drops(step.objects, "retire " + step.description);
        if (auto clear = cleared_step(std::move(way), following)) {
            all.emplace_back(*std::move(clear));
        }
        all.emplace_back(std::move(step));
    }
    return all;
}

RepeatablePlan repeatables_to_run(const PlanContext& context, const ObjectChanges& changes) {
    Findings unheard;
    const PlanContext quiet{
        context.selection,
        context.history,
        context.facts,
        context.options,
        context.analyze,
        unheard,
        {},
    };
    return plan_repeatables(quiet, StepScripts{quiet}, changes);
}

std::optional<ClearStep> clear_for_repeatables(
    const PlanContext& context,
    const Following& following
) {
    if (!following.clearing.knows_catalog()) {
        return std::nullopt;
    }
    ClearedWay way;
    std::size_t known = 0;
    do {
        known = way.step.objects.size();
        ObjectChanges changes = following.changes;
        changes.add_drops(
            way.step.objects,
            "clearing the way for the repeatables",
            ObjectChanges::in_this_run
        );
        const RepeatablePlan plan = repeatables_to_run(context, changes);
        way = following.clearing.before_repeatables(plan.steps);
    } while (way.step.objects.size() > known);
    return cleared_step(std::move(way), following);
}

std::vector<PutBackStep> put_back_step(
    const PlanContext& context,
    std::initializer_list<std::span<const Step>> cleared,
    const std::vector<RepeatableStep>& repeatables
) {
    ObjectChanges made{context.history.table().schema};
    for (const RepeatableStep& repeatable : repeatables) {
        const StepScript& script = repeatable.script;
        made.add_creations(script.analysis.creates, script.path, ObjectChanges::in_this_run);
    }
    PutBackStep step;
    for (const std::span<const Step> steps : cleared) {
        for (const Step& each : steps) {
            if (const auto* const clear = std::get_if<ClearStep>(&each)) {
                std::ranges::copy_if(
                    clear->objects,
                    std::back_inserter(step.objects),
                    [&](const DatabaseObject& object) { return made.is_created(object); }
                );
            }
        }
    }
    const bool has_more = context.facts.open_run && context.facts.open_run->has_to_put_back;
    if (step.objects.empty() && !has_more) {
        return {};
    }
    if (has_more) {
        step.reason = fmt::format(
            "run {}, which this one resumes, dropped what is made again; it keeps what it had besides "
            "its definition",
            context.facts.open_run->run_id
        );
        return {std::move(step)};
    }
    const std::size_t others = step.objects.size() - 1;
    step.reason = describe(step.objects.front());
    step.reason += others == 0
        ? " is made again, and keeps what it had besides its definition"
        : fmt::format(
            " and {} more are made again, and keep what they had besides their definitions",
            others
        );
    return {std::move(step)};
}

}  // namespace rollpack::core::detail

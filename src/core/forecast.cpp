#include "rollpack/core/forecast.hpp"

#include <algorithm>

namespace rollpack::core {

std::vector<StepForecast> forecast(
    const Plan& plan,
    const RecordedRehearsal& rehearsal,
    const std::map<Version, std::chrono::milliseconds>& durations
) {
    std::vector<StepForecast> forecasts;
    for (std::size_t at = 0; at < plan.steps.size(); ++at) {
        const auto* undo = std::get_if<UndoStep>(&plan.steps[at]);
        if (undo == nullptr) {
            continue;
        }
        const auto seen =
            std::ranges::find(rehearsal.versions, undo->version, &RehearsedVersion::version);
        if (seen == rehearsal.versions.end()) {
            continue;
        }
        StepForecast& told = forecasts.emplace_back(StepForecast{at, {}, seen->rows, {}, {}});
        if (const auto found = durations.find(undo->version); found != durations.end()) {
            told.duration = found->second;
        }
        for (const RehearsedLock& lock : seen->locks) {
            told.locks.push_back({full_name(lock.relation), lock.mode});
        }
        for (const RelationName& relation : seen->rewritten) {
            told.rewritten.push_back(full_name(relation));
        }
    }
    return forecasts;
}

}  // namespace rollpack::core

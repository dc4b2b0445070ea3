#pragma once

#include "rollpack/core/plan.hpp"
#include "rollpack/core/rehearsal.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// A lock that the rehearsal saw, for people and documents.
struct ForecastLock {
    std::string relation;  ///< "public.orders"
    LockMode mode = LockMode::access_share;

    bool operator==(const ForecastLock&) const = default;
};

/// What the rehearsal saw of the undo script of a step: figures of another server with other rows and
/// with nobody else on it, which promise nothing.
struct StepForecast {
    std::size_t step = 0;  ///< index in the plan
    std::optional<std::chrono::milliseconds> duration;  ///< none: not known
    std::int64_t rows = 0;  ///< that it inserted, updated, deleted or copied
    std::vector<ForecastLock> locks;  ///< on relations that were there before it
    std::vector<std::string> rewritten;  ///< tables whose rows were written anew

    bool operator==(const StepForecast&) const = default;
};

/// In the order of the plan: of each step that undoes a version which was rehearsed. `durations` are
/// those of undo scripts, as far as they are known.
std::vector<StepForecast> forecast(
    const Plan& plan,
    const RecordedRehearsal& rehearsal,
    const std::map<Version, std::chrono::milliseconds>& durations
);

}  // namespace rollpack::core

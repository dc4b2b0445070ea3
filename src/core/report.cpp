#include "rollpack/core/report.hpp"

#include <algorithm>
#include <array>

namespace rollpack::core {

namespace {

struct EndingInfo {
    Ending ending;
    std::string_view name;
    int exit_status;
};

constexpr auto endings = std::to_array<EndingInfo>({
    {Ending::done, "done", 0},
    {Ending::nothing_to_do, "nothing_to_do", 0},
    {Ending::failed_unchanged, "failed_unchanged", 5},
    {Ending::stopped_part_way, "stopped_part_way", 6},
    {Ending::unknown, "unknown", 7},
    {Ending::interrupted, "interrupted", 130},
    {Ending::lock_unavailable, "lock_unavailable", 4},
    {Ending::tried, "tried", 0},
    {Ending::refused_unchanged, "refused_unchanged", 3},
});

const EndingInfo& info_of(Ending ending) noexcept {
    const auto* const found = std::ranges::find(endings, ending, &EndingInfo::ending);
    ROLLPACK_ASSERT(found != endings.end());
    return *found;
}

}  // namespace

std::string_view to_string(Ending ending) noexcept {
    return info_of(ending).name;
}

int exit_status(Ending ending) noexcept {
    return info_of(ending).exit_status;
}

std::string_view to_string(StepState state) noexcept {
    switch (state) {
    case StepState::done:
        return "done";
    case StepState::rolled_back:
        return "rolled_back";
    case StepState::failed:
        return "failed";
    case StepState::not_run:
        return "not_run";
    }
    detail::assertion_failed("a known StepState", __FILE__, __LINE__);
}

}  // namespace rollpack::core

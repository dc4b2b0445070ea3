#include "detail/trial.hpp"

#include <variant>

namespace rollpack::app::detail {

void TrialClock::on(const core::Event& event) noexcept {
    if (const auto* const step = std::get_if<core::StepStarted>(&event);
        step != nullptr && step->index == 0) {
        start_ = std::chrono::steady_clock::now();
    }
    observer_.on(event);
}

std::chrono::milliseconds TrialClock::so_far() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start_
    );
}

}  // namespace rollpack::app::detail

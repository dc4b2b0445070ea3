#include "detail/interrupt.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/executor/database.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace rollpack::executor {

namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler has no object
std::atomic<bool> requested{false};

}  // namespace

void request_interrupt() noexcept {
    requested.store(true);
}

void clear_interrupt() noexcept {
    requested.store(false);
}

bool detail::interrupt_requested() noexcept {
    return requested.load();
}

void detail::pause(std::chrono::milliseconds duration) {
    using std::chrono::steady_clock;
    constexpr std::chrono::milliseconds slice{200};  // a signal does not end a sleep
    const auto deadline = steady_clock::now() + duration;
    while (!interrupt_requested()) {
        if (steady_clock::now() >= deadline) {
            return;
        }
        std::this_thread::sleep_until(std::min(deadline, steady_clock::now() + slice));
    }
    throw core::Error{core::ErrorCode::interrupted, "interrupted by the user"};
}

}  // namespace rollpack::executor

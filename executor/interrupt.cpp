#include "detail/interrupt.hpp"

#include "rollpack/executor/database.hpp"

#include <atomic>

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

}  // namespace rollpack::executor

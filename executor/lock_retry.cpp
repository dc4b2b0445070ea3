#include "detail/lock_retry.hpp"

#include <algorithm>
#include <random>

namespace rollpack::executor::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{8000};

}  // namespace

LockRetry::LockRetry(milliseconds patience)
    : patience_(patience)
    , pause_(first_pause)
    , start_(steady_clock::now()) {}

// PostgreSQL manual, appendix A: lock_not_available (of lock_timeout and NOWAIT), deadlock_detected.
bool LockRetry::is_for_want_of_lock(std::string_view sqlstate) noexcept {
    return sqlstate == "55P03" || sqlstate == "40P01";
}

bool LockRetry::is_worth_it(std::string_view sqlstate) const noexcept {
    return is_for_want_of_lock(sqlstate) && spent() < patience_;
}

milliseconds LockRetry::spent() const {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start_);
}

milliseconds LockRetry::next_pause() {
    std::random_device random;
    const milliseconds now = pause_;
    pause_ = std::min(pause_ * 2, longest_pause);
    std::uniform_int_distribution<milliseconds::rep> jitter{0, now.count() / 2};
    return now + milliseconds{jitter(random)};
}

}  // namespace rollpack::executor::detail

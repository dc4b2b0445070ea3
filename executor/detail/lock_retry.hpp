#pragma once

#include <chrono>
#include <string_view>

namespace rollpack::executor::detail {

/// How long, and after which pauses, a run tries again for a lock that it could not have. The clock
/// runs from the object's making.
class LockRetry {
public:
    explicit LockRetry(std::chrono::milliseconds patience);

    /// Of an SQLSTATE: the statement could not have a lock in time, or was the victim of a deadlock.
    static bool is_for_want_of_lock(std::string_view sqlstate) noexcept;

    /// Whether it was for want of a lock, and there is patience left.
    bool is_worth_it(std::string_view sqlstate) const noexcept;

    std::chrono::milliseconds spent() const;

    /// Longer each time, and by chance: those who wait for one another do not come back together.
    std::chrono::milliseconds next_pause();

private:
    std::chrono::milliseconds patience_;
    std::chrono::milliseconds pause_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace rollpack::executor::detail

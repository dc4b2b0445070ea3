#pragma once

#include "rollpack/core/event.hpp"
#include "rollpack/executor/keeping.hpp"

#include <chrono>

namespace rollpack::app::detail {

/// Tells on what it hears, and measures from the beginning of the first step, the last time it began.
class TrialClock final : public core::Observer {
public:
    explicit TrialClock(core::Observer& observer)
        : observer_(observer) {}

    void on(const core::Event& event) noexcept override;

    std::chrono::milliseconds so_far() const;

private:
    core::Observer& observer_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Takes what a trial would keep, and keeps nothing.
class ForgetfulSink final : public executor::KeepSink {
public:
    void begin(const core::KeptTable&) override {}

    void write(std::string_view) override {}

    void end(std::int64_t) override {}

    void commit(const executor::KeptRun&) override {}

    void discard() noexcept override {}
};

}  // namespace rollpack::app::detail

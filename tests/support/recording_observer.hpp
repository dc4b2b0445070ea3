#pragma once

#include "rollpack/core/event.hpp"

#include <vector>

namespace rollpack::test {

/// Keeps every event that it is told.
class RecordingObserver final : public core::Observer {
public:
    void on(const core::Event& event) noexcept override { events_.push_back(event); }

    const std::vector<core::Event>& events() const noexcept { return events_; }

private:
    std::vector<core::Event> events_;
};

}  // namespace rollpack::test

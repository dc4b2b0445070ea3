#pragma once

#include "rollpack/core/event.hpp"

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace rollpack::test {

/// Keeps every event that it is told, and may do something when one comes.
class RecordingObserver final : public core::Observer {
public:
    RecordingObserver() = default;

    explicit RecordingObserver(std::function<void(const core::Event&)> reaction)
        : reaction_(std::move(reaction)) {}

    void on(const core::Event& event) noexcept override {
        events_.push_back(event);
        if (reaction_) {
            reaction_(event);
        }
    }

    const std::vector<core::Event>& events() const noexcept { return events_; }

    /// The events of one kind, in order.
    template <typename Kind>
    std::vector<Kind> all() const {
        std::vector<Kind> result;
        for (const core::Event& event : events_) {
            if (const auto* const kind = std::get_if<Kind>(&event)) {
                result.push_back(*kind);
            }
        }
        return result;
    }

private:
    std::function<void(const core::Event&)> reaction_;
    std::vector<core::Event> events_;
};

}  // namespace rollpack::test

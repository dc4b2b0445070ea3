#pragma once

#include "detail/connection.hpp"
#include "rollpack/core/event.hpp"

#include <functional>
#include <utility>
#include <variant>

namespace rollpack::executor::detail {

/// Shows a function the notices that pass to an observer, for as long as it lives.
class NoticeTap final : public core::Observer {
public:
    using Show = std::function<void(const core::ServerNotice&)>;

    NoticeTap(Connection& connection, core::Observer& observer, Show show)
        : connection_(connection)
        , observer_(observer)
        , show_(std::move(show)) {
        connection_.tell_notices_to(this);
    }

    ~NoticeTap() override { connection_.tell_notices_to(&observer_); }

    NoticeTap(const NoticeTap&) = delete;
    NoticeTap& operator=(const NoticeTap&) = delete;
    NoticeTap(NoticeTap&&) = delete;
    NoticeTap& operator=(NoticeTap&&) = delete;

    void on(const core::Event& event) noexcept override {
        if (const auto* const notice = std::get_if<core::ServerNotice>(&event)) {
            show_(*notice);
        }
        observer_.on(event);
    }

private:
    Connection& connection_;
    core::Observer& observer_;
    Show show_;
};

}  // namespace rollpack::executor::detail

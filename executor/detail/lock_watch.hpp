#pragma once

#include "detail/connection.hpp"
#include "detail/session.hpp"
#include "rollpack/core/event.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace rollpack::executor::detail {

/// Tells an observer who holds up a session, while it is kept waiting: looked up about once a second
/// over a connection of its own, which is made at the first wait. Where none is to be had, nobody is
/// told. Good for as long as the object lives.
class LockWatch {
public:
    LockWatch(Session& session, core::Observer& observer);
    ~LockWatch();
    LockWatch(const LockWatch&) = delete;
    LockWatch& operator=(const LockWatch&) = delete;
    LockWatch(LockWatch&&) = delete;
    LockWatch& operator=(LockWatch&&) = delete;

    /// The sessions that were in the way when it was last looked: "pid 7 (user app, ...) running ...";
    /// empty: none was seen.
    const std::string& last_seen() const noexcept { return last_seen_; }

    /// What is seen from now on is about another wait.
    void forget() { last_seen_.clear(); }

private:
    void look(std::chrono::milliseconds so_far) noexcept;
    std::string blockers();

    Session& session_;
    core::Observer& observer_;
    std::unique_ptr<Connection> own_;
    bool is_blind_ = false;  ///< no connection was to be had
    std::string last_seen_;
};

}  // namespace rollpack::executor::detail

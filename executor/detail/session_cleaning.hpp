#pragma once

#include "detail/command.hpp"
#include "rollpack/core/plan.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace rollpack::executor::detail {

/// Takes away what a step left behind in the session, so that the next one begins as the run did.
/// A step that leaves nothing costs nothing.
class SessionCleaning {
public:
    explicit SessionCleaning(const core::Plan& plan);

    /// Whether the step, with the callbacks around it, may leave something behind.
    bool is_needed(std::size_t step) const;

    /// Remembers on the server how the session's settings are; nothing if no step needs cleaning.
    /// In a transaction that is committed, or the run's only one.
    void send_start(const CommandSink& sink) const;

    /// Gives back who the session is; comes before the role is set.
    void send_identity(const CommandSink& sink, std::size_t step) const;

    /// Checks the constraints that a step deferred or that are by default, which Flyway's commit would
    /// do, and lets the next step begin with all of them as they are by default. With a transaction for
    /// each script its commit does the most of that.
    void send_constraints(const CommandSink& sink, std::size_t step) const;

    /// Everything else: settings, temporary objects, cursors, prepared statements, channels, advisory
    /// locks (but rollpack's own). As the role that runs the steps, in the step's transaction.
    void send_rest(const CommandSink& sink, std::size_t step) const;

private:
    bool leaves_constraints(std::size_t step) const;

    const core::Plan& plan_;
    std::string lock_key_;
    std::set<std::string> custom_settings_;
    bool any_ = false;
};

}  // namespace rollpack::executor::detail

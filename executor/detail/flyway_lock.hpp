#pragma once

#include "detail/session.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/core/plan.hpp"

#include <chrono>
#include <optional>

namespace rollpack::executor::detail {

/// Flyway's lock for one history table, taken by one session.
class FlywayLock {
public:
    explicit FlywayLock(Session& session) noexcept
        : session_(session) {}

    /// See Database::lock(). A lock that is held already is given back first.
    void take(
        const core::HistoryTable& table,
        core::TransactionMode mode,
        std::chrono::milliseconds patience,
        core::Observer& observer
    );

    void give_back() noexcept;

    /// The transaction that it belonged to is over.
    void forget() noexcept { mode_.reset(); }

    /// Whether it is held in this way for this table.
    bool is_held(const core::HistoryTable& table, core::TransactionMode mode) const noexcept;

private:
    bool try_once(const core::HistoryTable& table, core::TransactionMode mode);
    void wait(const core::HistoryTable& table, std::chrono::milliseconds so_far, core::Observer&);

    Session& session_;
    std::optional<core::TransactionMode> mode_;  ///< none: not held
    core::HistoryTable table_;
};

}  // namespace rollpack::executor::detail

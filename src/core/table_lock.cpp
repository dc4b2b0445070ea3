#include "rollpack/core/table_lock.hpp"

#include <array>

namespace rollpack::core {

namespace {

/// In the order of the enumerators.
constexpr auto names = std::to_array<std::string_view>({
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
});

/// The weakest mode that conflicts with each, by the manual's table; all stronger ones do as well, but
/// for SHARE, which goes with itself.
constexpr auto weakest_conflict = std::to_array<LockMode>({
    LockMode::access_exclusive,
    LockMode::exclusive,
    LockMode::share,
    LockMode::share_update_exclusive,
    LockMode::row_exclusive,
    LockMode::row_exclusive,
    LockMode::row_share,
    LockMode::access_share,
});

}  // namespace

std::string_view to_string(LockMode mode) noexcept {
    return names.at(static_cast<std::size_t>(mode));
}

bool conflict(LockMode held, LockMode wanted) noexcept {
    return wanted >= weakest_conflict.at(static_cast<std::size_t>(held))
        && !(held == LockMode::share && wanted == LockMode::share);
}

}  // namespace rollpack::core

#pragma once

#include <string_view>

namespace rollpack::core::detail {

/// Whether check_flyway_environment() looks at a setting of [flyway], by its path there ("vault.url").
bool is_checked_setting(std::string_view path) noexcept;

}  // namespace rollpack::core::detail

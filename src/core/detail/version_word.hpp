#pragma once

#include <string_view>

namespace rollpack::core::detail {

/// Whether Flyway takes `text` for one of its special versions (latest, current, next).
bool is_version_word(std::string_view text) noexcept;

}  // namespace rollpack::core::detail

#pragma once

#include "rollpack/core/configuration.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollpack::core::detail {

/// Flyway's name for a setting, without "flyway.", and the member that holds it.
struct Setting {
    using Text = std::optional<std::string> ProjectConfiguration::*;
    using List = std::optional<std::vector<std::string>> ProjectConfiguration::*;
    using Flag = std::optional<bool> ProjectConfiguration::*;

    std::string_view key;
    std::variant<Text, List, Flag> member;
};

/// Every setting that rollpack needs; all others are passed over.
std::span<const Setting> settings() noexcept;

/// The setting of this key, or nullptr.
const Setting* find_setting(std::string_view key) noexcept;

/// "true" and "false" without regard to case, as Java reads them; none for other words.
std::optional<bool> parse_flag(std::string_view text) noexcept;

/// The trimmed, non-empty items of a comma-separated list.
std::vector<std::string> split_list(std::string_view text);

/// Whether Flyway would fill in a part of the value: it has "${", a name and "}".
bool has_reference(std::string_view value) noexcept;

/// Whether rollpack can read scripts in this encoding: UTF-8 and its subset US-ASCII.
bool is_supported_encoding(std::string_view encoding) noexcept;

}  // namespace rollpack::core::detail

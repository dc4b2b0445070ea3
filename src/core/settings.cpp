#include "detail/settings.hpp"

#include "detail/ascii.hpp"

#include <algorithm>
#include <array>

namespace rollpack::core::detail {

namespace {

using Configuration = ProjectConfiguration;

// Source: CORE/internal/configuration/ConfigUtils.java of Flyway 13.0.0.
constexpr auto known = std::to_array<Setting>({
    {"sqlMigrationPrefix", &Configuration::versioned_prefix},
    {"undoSqlMigrationPrefix", &Configuration::undo_prefix},
    {"repeatableSqlMigrationPrefix", &Configuration::repeatable_prefix},
    {"baselineMigrationPrefix", &Configuration::baseline_prefix},
    {"sqlMigrationSeparator", &Configuration::separator},
    {"sqlMigrationSuffixes", &Configuration::suffixes},
    {"locations", &Configuration::locations},
    {"callbackLocations", &Configuration::callback_locations},
    {"encoding", &Configuration::encoding},
    {"defaultSchema", &Configuration::default_schema},
    {"schemas", &Configuration::schemas},
    {"table", &Configuration::table},
    {"placeholderReplacement", &Configuration::placeholder_replacement},
    {"placeholderPrefix", &Configuration::placeholder_prefix},
    {"placeholderSuffix", &Configuration::placeholder_suffix},
    {"placeholderSeparator", &Configuration::placeholder_separator},
    {"executeInTransaction", &Configuration::execute_in_transaction},
    {"installedBy", &Configuration::installed_by},
});

}  // namespace

std::span<const Setting> settings() noexcept {
    return known;
}

const Setting* find_setting(std::string_view key) noexcept {
    const auto* const found = std::ranges::find(known, key, &Setting::key);
    return found == known.end() ? nullptr : found;
}

std::optional<bool> parse_flag(std::string_view text) noexcept {
    if (equals_ignoring_case(text, "true")) {
        return true;
    }
    return equals_ignoring_case(text, "false") ? std::optional{false} : std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (const auto item = trimmed(text.substr(0, comma)); !item.empty()) {
            items.emplace_back(item);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

bool has_reference(std::string_view value) noexcept {
    const std::size_t start = value.find("${");
    const std::size_t end = value.find('}', start);
    return start != std::string_view::npos && end != std::string_view::npos && end > start + 2;
}

bool is_supported_encoding(std::string_view encoding) noexcept {
    constexpr auto supported = std::to_array<std::string_view>({"UTF-8", "UTF8", "US-ASCII"});
    return std::ranges::any_of(supported, [&](std::string_view name) {
        return equals_ignoring_case(encoding, name);
    });
}

}  // namespace rollpack::core::detail

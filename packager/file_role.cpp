#include "rollpack/packager/manifest.hpp"

#include <algorithm>
#include <array>

namespace rollpack::packager {

namespace {

struct RoleName {
    FileRole role;
    std::string_view name;
};

constexpr auto role_names = std::to_array<RoleName>({
    {FileRole::undo, "undo"},
    {FileRole::versioned, "versioned"},
    {FileRole::repeatable, "repeatable"},
    {FileRole::callback, "callback"},
    {FileRole::script_config, "script_config"},
});

}  // namespace

std::string_view to_string(FileRole role) noexcept {
    return std::ranges::find(role_names, role, &RoleName::role)->name;
}

std::optional<FileRole> parse_file_role(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(role_names, text, &RoleName::name);
    return found == role_names.end() ? std::nullopt : std::optional{found->role};
}

}  // namespace rollpack::packager

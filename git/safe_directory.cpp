#include "detail/safe_directory.hpp"

#include "detail/libgit2.hpp"

#include <string>

namespace rollpack::git::detail {

namespace {

constexpr std::string_view reading_setting = "reading git's setting safe.directory";

// A leading "~/" is the user's home, as in every path of git's configuration.
std::string expand(const char* value) {
    Buffer expanded;
    const int status = git_config_parse_path(expanded.out(), value);
    return status == GIT_OK ? std::string{expanded.text()} : std::string{value};
}

bool covers(std::string_view safe, std::string_view folder) {
    if (safe == "*") {
        return true;
    }
    if (safe.ends_with("/*")) {
        safe.remove_suffix(1);
        return folder.starts_with(safe);
    }
    while (safe.size() > 1 && safe.ends_with('/')) {
        safe.remove_suffix(1);
    }
    return safe == folder;
}

// The answer after this level's values, given the answer of the levels before.
bool apply_level(git_config* level, std::string_view folder, bool safe) {
    const auto values = find<ConfigIterator>(
        reading_setting,
        git_config_multivar_iterator_new,
        level,
        "safe.directory",
        nullptr
    );
    git_config_entry* entry = nullptr;
    while (values && has_next(git_config_next(&entry, values.get()), reading_setting)) {
        const char* const value = entry->value != nullptr ? entry->value : "";
        safe = *value != '\0' && (safe || covers(expand(value), folder));
    }
    return safe;
}

}  // namespace

bool is_safe_directory(std::string_view folder) {
    const auto config = acquire<Config>(reading_setting, git_config_open_default);
    bool safe = false;
    for (const git_config_level_t level :
         {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
        const auto file = find<Config>(reading_setting, git_config_open_level, config.get(), level);
        if (file) {
            safe = apply_level(file.get(), folder, safe);
        }
    }
    return safe;
}

}  // namespace rollpack::git::detail

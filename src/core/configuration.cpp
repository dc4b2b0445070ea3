#include "rollpack/core/configuration.hpp"

#include "detail/ascii.hpp"
#include "detail/settings.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace rollpack::core {

namespace {

[[noreturn]] void refuse_location(
    std::string_view location,
    std::string_view why,
    std::string hint
) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("the location \"{}\" {}", location, why),
        std::move(hint)
    );
}

/// A location's scheme, lower case, and the path behind it.
std::pair<std::string, std::string> split_scheme(std::string_view location) {
    constexpr auto schemes = std::to_array<std::string_view>(
        {"filesystem", "classpath", "s3", "gcs"}
    );
    const std::size_t colon = location.find(':');
    const std::string scheme = colon == std::string_view::npos
        ? ""
        : detail::ascii_lower(location.substr(0, colon));
    if (std::ranges::find(schemes, scheme) == schemes.end()) {
        return {"", std::string{location}};
    }
    return {scheme, std::string{location.substr(colon + 1)}};
}

bool is_absolute(std::string_view path) {
    return path.starts_with('/')
        || (path.size() > 1 && path[1] == ':' && detail::is_ascii_alphanumeric(path[0]));
}

/// Without "." and ".." and doubled slashes; none if it leaves the project.
std::optional<std::string> normalised(std::string_view path) {
    std::vector<std::string_view> folders;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view folder = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (folder == ".." && folders.empty()) {
            return std::nullopt;
        }
        if (folder == "..") {
            folders.pop_back();
        } else if (!folder.empty() && folder != ".") {
            folders.push_back(folder);
        }
    }
    return fmt::format("{}", fmt::join(folders, "/"));
}

}  // namespace

ProjectConfiguration merge(ProjectConfiguration earlier, const ProjectConfiguration& later) {
    const auto take = [&](auto member) {
        if (later.*member) {
            earlier.*member = later.*member;
        }
    };
    for (const detail::Setting& setting : detail::settings()) {
        std::visit(take, setting.member);
    }
    for (const auto& [name, value] : later.placeholders) {
        earlier.placeholders.insert_or_assign(name, value);
    }
    return earlier;
}

Naming naming_of(const ProjectConfiguration& configuration) {
    Naming naming;
    const auto take = [](std::string& into, const std::optional<std::string>& from) {
        if (from) {
            into = *from;
        }
    };
    take(naming.versioned_prefix, configuration.versioned_prefix);
    take(naming.undo_prefix, configuration.undo_prefix);
    take(naming.repeatable_prefix, configuration.repeatable_prefix);
    take(naming.baseline_prefix, configuration.baseline_prefix);
    take(naming.separator, configuration.separator);
    if (naming.separator.empty()) {
        throw Error(
            ErrorCode::configuration_invalid,
            "sqlMigrationSeparator is empty",
            "Flyway needs a separator between version and description; the default is \"__\"."
        );
    }
    if (configuration.suffixes && !configuration.suffixes->empty()) {
        naming.suffixes = *configuration.suffixes;
    }
    return naming;
}

PlaceholderSettings placeholder_settings_of(const ProjectConfiguration& configuration) {
    PlaceholderSettings settings;
    settings.replacement = configuration.placeholder_replacement.value_or(settings.replacement);
    settings.prefix = configuration.placeholder_prefix.value_or(settings.prefix);
    settings.suffix = configuration.placeholder_suffix.value_or(settings.suffix);
    settings.separator = configuration.placeholder_separator.value_or(settings.separator);
    settings.values = configuration.placeholders;
    return settings;
}

std::string location_folder(std::string_view location) {
    auto [scheme, path] = split_scheme(detail::trimmed(location));
    std::ranges::replace(path, '\\', '/');
    if (scheme == "s3" || scheme == "gcs") {
        refuse_location(
            location,
            "is not in the repository",
            "rollpack reads scripts from git only; name a folder of the repository with --location."
        );
    }
    if (path.find_first_of("*?") != std::string::npos) {
        refuse_location(
            location,
            "has a wildcard, which rollpack does not support",
            "Name the folders themselves with one --location for each."
        );
    }
    const bool on_class_path = scheme == "classpath";
    const auto folder = is_absolute(path) && !on_class_path ? std::nullopt : normalised(path);
    if (!folder) {
        refuse_location(
            location,
            "is not a folder of the project",
            "Name a folder by its path relative to the project with --location."
        );
    }
    if (!on_class_path) {
        return *folder;
    }
    const std::string resources = "src/main/resources";
    return folder->empty() ? resources : resources + "/" + *folder;
}

}  // namespace rollpack::core

#include "detail/locations.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace rollpack::core {

namespace {

constexpr auto usual_locations = std::to_array<std::string_view>({
    "sql",
    "db/migration",
    "src/main/resources/db/migration",
    "migrations",
});

bool is_inside(const std::string& folder, const std::string& other) {
    return other.empty() || folder == other || folder.starts_with(other + "/");
}

std::string shown(const std::string& folder) {
    return folder.empty() ? "." : folder;
}

std::string shown(const Release& release) {
    return fmt::format("{} ({})", release.ref, release.commit.hex().substr(0, 12));
}

/// The outermost folders with scripts, at most five.
std::vector<std::string> script_folders(
    const Release& release,
    const Naming& naming,
    ScriptSource& source
) {
    std::set<std::string> folders;
    for (const SourceEntry& entry : source.list(release, "").value_or(std::vector<SourceEntry>{})) {
        const std::size_t slash = entry.path.rfind('/');
        const NameReading reading =
            parse_script_name(std::string_view{entry.path}.substr(slash + 1), naming);
        const auto* script = std::get_if<ScriptName>(&reading);
        if (script != nullptr && script->is_sql) {
            folders.insert(slash == std::string::npos ? "" : entry.path.substr(0, slash));
        }
    }
    std::vector<std::string> outermost;
    for (const std::string& folder : folders) {
        const bool inside = std::ranges::any_of(outermost, [&](const std::string& other) {
            return is_inside(folder, other);
        });
        if (!inside && outermost.size() < 5) {
            outermost.push_back(folder);
        }
    }
    return outermost;
}

std::string location_hint(const Release& release, const Naming& naming, ScriptSource& source) {
    std::string options;
    for (const std::string& folder : script_folders(release, naming, source)) {
        options += fmt::format(" --location {}", shown(folder));
    }
    if (options.empty()) {
        return fmt::format(
            "Name the folder with the scripts by --location; {} has none anywhere.",
            release.ref
        );
    }
    return fmt::format("Name the folder with the scripts; {} has some in:{}", release.ref, options);
}

[[noreturn]] void fail_location_missing(
    const std::string& location,
    const std::vector<Release>& lacking,
    const Naming& naming,
    ScriptSource& source
) {
    const std::string where = lacking.size() == 1
        ? fmt::format("not in {}", shown(lacking.front()))
        : fmt::format("neither in {} nor in {}", shown(lacking.front()), shown(lacking.back()));
    throw Error(
        ErrorCode::location_missing,
        fmt::format("the script folder \"{}\" is {}", shown(location), where),
        location_hint(lacking.front(), naming, source)
    );
}

/// The folder of a location at `release`. Without a scheme a location is on the class path for Flyway,
/// and a folder for people: the folder is taken if it is there.
std::string folder_at(const std::string& location, const Release& release, ScriptSource& source) {
    std::string folder = location_folder(location);
    if (location.find(':') != std::string::npos || source.list(release, folder)) {
        return folder;
    }
    std::string on_class_path = location_folder("classpath:" + location);
    return source.list(release, on_class_path) ? on_class_path : folder;
}

std::vector<std::string> folders_of(
    const std::vector<std::string>& locations,
    const Release& release,
    ScriptSource& source
) {
    std::vector<std::string> folders;
    std::ranges::transform(
        locations,
        std::back_inserter(folders),
        [&](const std::string& location) { return folder_at(location, release, source); }
    );
    return folders;
}

std::vector<std::string> without_nested(std::vector<std::string> folders) {
    std::ranges::sort(folders);
    std::vector<std::string> outermost;
    for (std::string& folder : folders) {
        const bool inside = std::ranges::any_of(outermost, [&](const std::string& other) {
            return is_inside(folder, other);
        });
        if (!inside) {
            outermost.push_back(std::move(folder));
        }
    }
    return outermost;
}

void append(std::vector<SourceEntry>& all, std::vector<SourceEntry> more) {
    std::ranges::move(more, std::back_inserter(all));
}

}  // namespace

std::vector<std::string> resolve_locations(
    const ProjectConfiguration& configuration,
    const Release& release,
    ScriptSource& source
) {
    if (configuration.locations && !configuration.locations->empty()) {
        return without_nested(folders_of(*configuration.locations, release, source));
    }
    for (const std::string_view usual : usual_locations) {
        if (source.list(release, std::string{usual})) {
            return {std::string{usual}};
        }
    }
    throw Error(
        ErrorCode::location_missing,
        fmt::format(
            "{} has none of the usual script folders: {}",
            shown(release),
            fmt::join(usual_locations, ", ")
        ),
        location_hint(release, naming_of(configuration), source)
    );
}

namespace detail {

ReleaseEntries list_releases(const SelectionRequest& request, ScriptSource& source) {
    ReleaseEntries entries;
    for (const std::string& location : request.locations) {
        auto current = source.list(request.release, location);
        auto target = source.list(request.target, location);
        std::vector<Release> lacking;
        if (!current) {
            lacking.push_back(request.release);
        }
        if (!target) {
            lacking.push_back(request.target);
        }
        if (!lacking.empty()) {
            fail_location_missing(location, lacking, naming_of(request.configuration), source);
        }
        append(entries.current, *std::move(current));
        append(entries.target, *std::move(target));
    }
    if (request.configuration.callback_locations) {
        entries.callbacks.emplace();
        const std::vector<std::string> folders = without_nested(
            folders_of(*request.configuration.callback_locations, request.release, source)
        );
        for (const std::string& location : folders) {
            append(
                *entries.callbacks,
                source.list(request.release, location).value_or(std::vector<SourceEntry>{})
            );
        }
    }
    return entries;
}

std::vector<SourceEntry> list_release(
    const std::vector<std::string>& locations,
    const Release& release,
    const Naming& naming,
    ScriptSource& source
) {
    std::vector<SourceEntry> entries;
    for (const std::string& location : locations) {
        auto below = source.list(release, location);
        if (!below) {
            fail_location_missing(location, {release}, naming, source);
        }
        append(entries, *std::move(below));
    }
    return entries;
}

}  // namespace detail

}  // namespace rollpack::core

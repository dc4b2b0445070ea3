#include "detail/listing.hpp"

#include "rollpack/core/history.hpp"

#include <algorithm>
#include <compare>
#include <tuple>
#include <utility>

namespace rollpack::core::detail {

namespace {

std::string_view file_name(const SourceEntry& entry) {
    const std::string_view path = entry.path;
    return path.substr(path.rfind('/') + 1);
}

/// Whether a link or submodule hides scripts: by its name it is a script, or it may be a folder.
bool may_hide_scripts(const SourceEntry& entry, const NameReading& reading) {
    return !std::holds_alternative<IgnoredName>(reading) || entry.kind == EntryKind::submodule
        || file_name(entry).find('.') == std::string_view::npos;
}

void add_script(ScriptName name, SourceEntry entry, Listing& listing) {
    listing.script_paths.insert(entry.origin.path);
    switch (name.kind) {
    case ScriptKind::versioned:
        listing.versioned.push_back({std::move(name), std::move(entry)});
        break;
    case ScriptKind::undo:
        listing.undo.push_back({std::move(name), std::move(entry)});
        break;
    case ScriptKind::repeatable:
        listing.repeatables.push_back({std::move(name), std::move(entry)});
        break;
    case ScriptKind::callback:
        listing.callbacks.push_back({std::move(name), std::move(entry)});
        break;
    case ScriptKind::baseline:
        // A rollback ends above every baseline, so what a new database begins with plays no part.
        break;
    }
}

void add_entry(SourceEntry entry, const Naming& naming, Listing& listing) {
    NameReading reading = parse_script_name(file_name(entry), naming);
    if (entry.kind != EntryKind::file) {
        if (may_hide_scripts(entry, reading)) {
            listing.not_files.push_back(std::move(entry));
        }
    } else if (auto* script = std::get_if<ScriptName>(&reading)) {
        add_script(std::move(*script), std::move(entry), listing);
    } else if (auto* rejected = std::get_if<RejectedName>(&reading)) {
        listing.script_paths.insert(entry.origin.path);
        listing.rejected.push_back({std::move(*rejected), std::move(entry)});
    } else if (std::holds_alternative<ScriptConfigName>(reading)) {
        const std::string& path = entry.origin.path;
        std::string script_path = path.substr(0, path.rfind('.'));
        listing.configs.emplace(std::move(script_path), std::move(entry));
    }
}

bool version_less(const ListedScript& left, const ListedScript& right) {
    const auto order = *left.name.version <=> *right.name.version;
    return std::is_neq(order) ? std::is_lt(order)
                              : left.entry.origin.path < right.entry.origin.path;
}

bool description_less(const ListedScript& left, const ListedScript& right) {
    const std::string& one = left.name.description;
    const std::string& other = right.name.description;
    return one != other ? flyway_description_less(one, other)
                        : left.entry.origin.path < right.entry.origin.path;
}

bool path_less(const ListedScript& left, const ListedScript& right) {
    return std::tie(left.entry.path, left.entry.origin.path)
        < std::tie(right.entry.path, right.entry.origin.path);
}

}  // namespace

Listing classify(
    std::vector<SourceEntry> entries,
    std::optional<std::vector<SourceEntry>> callback_entries,
    const Naming& naming
) {
    Listing listing;
    for (SourceEntry& entry : entries) {
        add_entry(std::move(entry), naming, listing);
    }
    if (callback_entries) {
        Listing separate;
        for (SourceEntry& entry : *callback_entries) {
            add_entry(std::move(entry), naming, separate);
        }
        listing.callbacks = std::move(separate.callbacks);
        listing.configs.merge(separate.configs);
        listing.script_paths.merge(separate.script_paths);
    }
    std::ranges::sort(listing.versioned, version_less);
    std::ranges::sort(listing.undo, version_less);
    std::ranges::sort(listing.repeatables, description_less);
    std::ranges::sort(listing.callbacks, path_less);
    return listing;
}

const ListedScript* find_version(const std::vector<ListedScript>& scripts, const Version& version) {
    const auto found = std::ranges::lower_bound(
        scripts,
        version,
        std::less<>{},
        [](const ListedScript& script) -> const Version& { return *script.name.version; }
    );
    return found != scripts.end() && found->name.version == version ? &*found : nullptr;
}

const ListedScript* find_description(
    const std::vector<ListedScript>& scripts,
    const std::string& description
) {
    const auto found = std::ranges::lower_bound(
        scripts,
        description,
        flyway_description_less,
        [](const ListedScript& script) -> const std::string& { return script.name.description; }
    );
    return found != scripts.end() && found->name.description == description ? &*found : nullptr;
}

}  // namespace rollpack::core::detail

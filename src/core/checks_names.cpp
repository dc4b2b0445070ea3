#include "detail/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <vector>

namespace rollpack::core::detail {

namespace {

void check_rejects(const Listing& current, Findings& findings) {
    for (const auto& [name, entry] : current.rejected) {
        const std::string& path = entry.origin.path;
        if (name.near_match) {
            findings.add(
                FindingCode::name_suspicious,
                path,
                fmt::format(
                    "{} looks like a script, but Flyway passes over it: {}",
                    path,
                    name.reason
                ),
                "Rename it as Flyway expects (V12__words.sql, U12__words.sql, R__words.sql), or move "
                "it out of the script folders."
            );
        } else {
            findings.add(
                FindingCode::name_rejected,
                path,
                fmt::format("{} is no script for Flyway: {}", path, name.reason),
                "Move it out of the script folders if it is none, or rename it."
            );
        }
    }
}

void check_descriptions(
    const std::vector<ListedScript>& scripts,
    const Version* above,
    Findings& findings
) {
    for (const auto& [name, entry] : scripts) {
        if (!name.description.empty() || (above != nullptr && *name.version <= *above)) {
            continue;
        }
        findings.add(
            FindingCode::description_missing,
            entry.origin.path,
            fmt::format("{} has no description", entry.origin.path),
            "Say after the separator what the script does, before it is applied anywhere."
        );
    }
}

void check_configs(const Listing& current, Findings& findings) {
    for (const auto& [script_path, entry] : current.configs) {
        if (!current.script_paths.contains(script_path)) {
            findings.add(
                FindingCode::script_config_orphan,
                entry.origin.path,
                fmt::format("{} has no script {} beside it", entry.origin.path, script_path),
                "Remove it, or give it its script's whole name with .conf at the end."
            );
        }
    }
}

/// One finding for each entry that is not a file; `where` says at which release, if that is not plain.
void check_kinds(const Listing& listing, const std::string& where, Findings& findings) {
    for (const SourceEntry& entry : listing.not_files) {
        const std::string& path = entry.origin.path;
        const bool is_link = entry.kind == EntryKind::symlink;
        findings.add(
            FindingCode::not_a_file,
            path,
            fmt::format("{} is a {}{}", path, is_link ? "symbolic link" : "submodule", where),
            is_link
                ? "Replace the link by what it points to: the text has to be in this commit."
                : "Put the scripts themselves into this repository: a submodule's are not in it."
        );
    }
}

/// Finds what follows an equal one; `is_same` compares two neighbours of a sorted list.
template <typename IsSame>
void check_neighbours(
    const std::vector<ListedScript>& scripts,
    FindingCode code,
    const std::string& what,
    const IsSame& is_same,
    Findings& findings
) {
    for (auto script = std::ranges::adjacent_find(scripts, is_same); script != scripts.end();
         script = std::adjacent_find(std::next(script), scripts.end(), is_same)) {
        const std::string& first = script->entry.origin.path;
        const std::string& second = std::next(script)->entry.origin.path;
        findings.add(
            code,
            second,
            fmt::format("{} has the same {} as {}", second, what, first),
            "Flyway refuses to run with both; keep one, or rename one."
        );
    }
}

bool same_version(const ListedScript& left, const ListedScript& right) {
    return left.name.version == right.name.version;
}

bool same_description(const ListedScript& left, const ListedScript& right) {
    return left.name.description == right.name.description;
}

bool callback_less(const ListedScript& left, const ListedScript& right) {
    return std::tie(left.name.event, left.name.description, left.entry.origin.path)
        < std::tie(right.name.event, right.name.description, right.entry.origin.path);
}

bool same_callback(const ListedScript& left, const ListedScript& right) {
    return left.name.event == right.name.event && same_description(left, right);
}

}  // namespace

void check_names(const Listing& current, const Version& target_version, Findings& findings) {
    check_rejects(current, findings);
    check_descriptions(current.versioned, &target_version, findings);
    check_descriptions(current.undo, &target_version, findings);
    check_descriptions(current.repeatables, nullptr, findings);
    check_configs(current, findings);
    check_kinds(current, "", findings);
}

void check_duplicates(const Listing& current, Findings& findings) {
    check_neighbours(
        current.versioned,
        FindingCode::version_duplicate,
        "version",
        same_version,
        findings
    );
    check_neighbours(current.undo, FindingCode::undo_duplicate, "version", same_version, findings);
    check_neighbours(
        current.repeatables,
        FindingCode::repeatable_duplicate,
        "description",
        same_description,
        findings
    );
    std::vector<ListedScript> callbacks = current.callbacks;
    std::ranges::sort(callbacks, callback_less);
    check_neighbours(
        callbacks,
        FindingCode::callback_duplicate,
        "event and description",
        same_callback,
        findings
    );
}

void check_target(const Listing& target, const Release& release, Findings& findings) {
    check_neighbours(
        target.repeatables,
        FindingCode::repeatable_duplicate,
        fmt::format("description at {}", release.ref),
        same_description,
        findings
    );
    check_kinds(target, fmt::format(" at {}", release.ref), findings);
}

}  // namespace rollpack::core::detail

#include "detail/manifest_rules.hpp"

#include "detail/composed_names.hpp"
#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace rollpack::packager::detail {

namespace {

[[noreturn]] void refuse(std::string_view member, std::string_view fault) {
    throw core::Error(core::ErrorCode::package_invalid, fmt::format("$.{}: {}", member, fault));
}

[[noreturn]] void refuse_file(const ManifestFile& file, std::string_view fault) {
    refuse("files", fmt::format("'{}' {}", printable(file.path), fault));
}

core::ScriptKind kind_of(FileRole role) {
    switch (role) {
    case FileRole::undo:
        return core::ScriptKind::undo;
    case FileRole::versioned:
        return core::ScriptKind::versioned;
    case FileRole::repeatable:
        return core::ScriptKind::repeatable;
    case FileRole::callback:
    case FileRole::script_config:
        break;
    }
    return core::ScriptKind::callback;
}

void check_script(const ManifestFile& file, const core::Naming& naming) {
    const core::NameReading reading = core::parse_script_name(file_name_of(file.path), naming);
    const auto* const name = std::get_if<core::ScriptName>(&reading);
    if (name == nullptr || name->kind != kind_of(file.role)) {
        refuse_file(file, fmt::format("is not named as a file of role {}", to_string(file.role)));
    }
    const auto text_of = [](const std::optional<core::Version>& version) {
        return version ? version->text() : std::string{};
    };
    if (text_of(name->version) != text_of(file.version)) {
        refuse_file(file, "does not have the version of its name");
    }
    if (name->description != file.description) {
        refuse_file(file, "does not have the description of its name");
    }
    if (!file.flyway_checksum) {
        refuse_file(file, "has no checksum");
    }
    if (file.undoes_checksum.has_value() != (file.role == FileRole::undo)) {
        refuse_file(file, "must have undoes_checksum exactly if it is an undo script");
    }
}

void check_script_config(const ManifestFile& file, const Manifest& manifest) {
    std::string_view script = file.path;
    if (!script.ends_with(config_suffix)) {
        refuse_file(file, "is not named as a script's settings");
    }
    script.remove_suffix(config_suffix.size());
    const auto index = find_file(manifest, script);
    if (!index || manifest.files[*index].role == FileRole::script_config) {
        refuse_file(file, "belongs to no script");
    }
    if (file.version || !file.description.empty() || file.flyway_checksum || file.undoes_checksum
        || !file.in_transaction) {
        refuse_file(file, "has members that only a script has");
    }
}

void check_paths(const Manifest& manifest) {
    std::string_view previous;
    std::vector<std::string> paths;
    paths.reserve(manifest.files.size());
    for (const ManifestFile& file : manifest.files) {
        if (const auto fault = path_fault(file.path)) {
            refuse_file(file, *fault);
        }
        if (!file.path.starts_with(scripts_folder)) {
            refuse_file(file, "is not below sql/");
        }
        if (file.path <= previous) {
            refuse_file(file, "is not in the order of the paths, or there twice");
        }
        previous = file.path;
        paths.push_back(file.path);
    }
    const std::vector<std::string> composed = composed_paths(std::move(paths));
    std::set<std::string> keys;
    for (std::size_t i = 0; i < composed.size(); ++i) {
        if (!keys.insert(case_key(composed[i])).second) {
            refuse_file(
                manifest.files[i],
                "differs from another path only in case or in its Unicode form"
            );
        }
    }
}

void check_files(const Manifest& manifest) {
    check_paths(manifest);
    for (const ManifestFile& file : manifest.files) {
        if (file.role == FileRole::script_config) {
            check_script_config(file, manifest);
        } else {
            check_script(file, manifest.naming);
        }
    }
}

/// The Flyway checksum of each V script.
std::map<core::Version, core::FlywayChecksum> versioned_checksums(const Manifest& manifest) {
    std::map<core::Version, core::FlywayChecksum> checksums;
    for (const ManifestFile& file : manifest.files) {
        if (file.role == FileRole::versioned
            && !checksums.emplace(*file.version, *file.flyway_checksum).second) {
            refuse_file(file, "has a version that another versioned script has");
        }
    }
    return checksums;
}

/// The release's version is the highest that its versioned scripts have.
void check_range(const Manifest& manifest) {
    std::optional<core::Version> highest;
    for (const ManifestFile& file : manifest.files) {
        if (file.role == FileRole::versioned) {
            highest = std::max(highest, file.version);
        }
    }
    if (highest != manifest.release.version) {
        refuse("release.version", "is not the highest version of the files of role versioned");
    }
}

void check_undo(const Manifest& manifest) {
    const auto checksums = versioned_checksums(manifest);
    std::optional<core::Version> previous;
    for (const std::string& path : manifest.undo) {
        const auto index = find_file(manifest, path);
        if (!index || manifest.files[*index].role != FileRole::undo) {
            refuse("undo", fmt::format("'{}' is no file of role undo", printable(path)));
        }
        const ManifestFile& file = manifest.files[*index];
        if (*file.version <= manifest.target.version) {
            refuse("undo", fmt::format("'{}' is not above the target version", printable(path)));
        }
        if (previous && *file.version >= *previous) {
            refuse("undo", fmt::format("'{}' is not in the order newest first", printable(path)));
        }
        const auto versioned = checksums.find(*file.version);
        if (versioned == checksums.end() || versioned->second != *file.undoes_checksum) {
            refuse("undo", fmt::format("'{}' was made for another V script", printable(path)));
        }
        previous = file.version;
    }
    const auto undo_files = std::ranges::count(manifest.files, FileRole::undo, &ManifestFile::role);
    if (std::cmp_not_equal(undo_files, manifest.undo.size())) {
        refuse("undo", "does not list every file of role undo");
    }
}

void check_action(const ManifestRepeatable& repeatable) {
    using enum core::RepeatableAction;
    const bool in_current = repeatable.action != revive;
    const bool in_target = repeatable.action != retire;
    if (repeatable.path.has_value() != in_target
        || repeatable.target_checksum.has_value() != in_target
        || repeatable.current_checksum.has_value() != in_current
        || (repeatable.action == unchanged
            && repeatable.current_checksum != repeatable.target_checksum)
        || (repeatable.action != restore && repeatable.current_objects)) {
        refuse(
            "repeatables",
            fmt::format(
                "'{}' does not have the members of the action {}",
                printable(repeatable.description),
                core::to_string(repeatable.action)
            )
        );
    }
}

void check_repeatables(const Manifest& manifest) {
    std::size_t with_file = 0;
    const ManifestRepeatable* previous = nullptr;
    for (const ManifestRepeatable& repeatable : manifest.repeatables) {
        const std::string shown = printable(repeatable.description);
        if (previous != nullptr
            && !core::flyway_description_less(previous->description, repeatable.description)) {
            refuse("repeatables", fmt::format("'{}' is out of order or there twice", shown));
        }
        previous = &repeatable;
        check_action(repeatable);
        if (repeatable.are_objects_rehearsed && !manifest.rehearsal) {
            refuse("repeatables", fmt::format("'{}' has objects of no rehearsal", shown));
        }
        if (!repeatable.path) {
            continue;
        }
        const auto index = find_file(manifest, *repeatable.path);
        if (!index || manifest.files[*index].role != FileRole::repeatable
            || manifest.files[*index].description != repeatable.description
            || manifest.files[*index].flyway_checksum != repeatable.target_checksum) {
            refuse("repeatables", fmt::format("'{}' does not agree with its file", shown));
        }
        ++with_file;
    }
    const auto files =
        std::ranges::count(manifest.files, FileRole::repeatable, &ManifestFile::role);
    if (std::cmp_not_equal(files, with_file)) {
        refuse("repeatables", "does not list every file of role repeatable");
    }
}

}  // namespace

std::optional<std::size_t> find_file(const Manifest& manifest, std::string_view path) {
    const auto found = std::ranges::lower_bound(
        manifest.files,
        path,
        std::less<std::string_view>{},
        &ManifestFile::path
    );
    if (found == manifest.files.end() || found->path != path) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - manifest.files.begin());
}

void check_rules(const Manifest& manifest) {
    if (manifest.package != "Rollback-V" + manifest.target.version.text()) {
        refuse("package", "is not the name that follows from the target version");
    }
    if (std::ranges::adjacent_find(
            manifest.placeholder_names_used,
            std::greater_equal<std::string>{}
        )
        != manifest.placeholder_names_used.end()) {
        refuse("placeholders.used", "is not sorted, or has a name twice");
    }
    check_files(manifest);
    check_range(manifest);
    check_undo(manifest);
    check_repeatables(manifest);
}

}  // namespace rollpack::packager::detail

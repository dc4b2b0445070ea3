#include "detail/describe.hpp"

#include "detail/composed_names.hpp"
#include "detail/documents.hpp"
#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "detail/manifest_rules.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rollpack::packager {

namespace detail {

namespace {

std::string packed_path(const std::string& path) {
    return std::string{scripts_folder} + path;
}

ManifestFile file_of(
    const core::Script& script,
    FileRole role,
    std::optional<core::FlywayChecksum> undoes_checksum = std::nullopt
) {
    return {
        packed_path(script.path),
        role,
        script.name.version,
        script.name.description,
        script.text.size(),
        script.sha256,
        script.checksum,
        undoes_checksum,
        script.settings.execute_in_transaction.value_or(true),
        script.origin};
}

ManifestFile file_of(const core::ConfigFile& file) {
    return {
        packed_path(file.path),
        FileRole::script_config,
        std::nullopt,
        {},
        file.text.size(),
        file.sha256,
        std::nullopt,
        std::nullopt,
        true,
        file.origin};
}

std::vector<ManifestFile> files_of(const core::Selection& selection) {
    std::vector<ManifestFile> files;
    files.reserve(
        selection.undo.size() + selection.versioned.size() + selection.repeatables.size()
        + selection.callbacks.size() + selection.script_configs.size()
    );
    for (const core::UndoScript& undo : selection.undo) {
        files.push_back(file_of(undo.script, FileRole::undo, undo.undoes_checksum));
    }
    for (const core::Script& script : selection.versioned) {
        files.push_back(file_of(script, FileRole::versioned));
    }
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script) {
            files.push_back(file_of(*repeatable.script, FileRole::repeatable));
        }
    }
    for (const core::Script& script : selection.callbacks) {
        files.push_back(file_of(script, FileRole::callback));
    }
    for (const core::ConfigFile& file : selection.script_configs) {
        files.push_back(file_of(file));
    }
    std::ranges::sort(files, {}, &ManifestFile::path);
    return files;
}

[[noreturn]] void refuse_path(const ManifestFile& file, std::string_view fault) {
    throw core::Error(
        core::ErrorCode::checks_failed,
        fmt::format("the path of '{}' {}", printable(file.origin.path), fault),
        "Rename the file: a package has to unpack to the same files on every system."
    );
}

/// What the project can mend, so it is not left to the rules, which would call it our fault.
void check_paths(const std::vector<ManifestFile>& files) {
    for (const ManifestFile& file : files) {
        if (const auto fault = path_fault(file.path)) {
            refuse_path(file, *fault);
        }
    }
    const std::vector<std::string> composed = composed_paths(files);
    std::map<std::string, const ManifestFile*> seen;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const ManifestFile& file = files[i];
        const auto [earlier, is_new] = seen.emplace(case_key(composed[i]), &file);
        if (!is_new) {
            throw core::Error(
                core::ErrorCode::checks_failed,
                fmt::format(
                    "'{}' and '{}' would be one file in the package, {}",
                    earlier->second->origin.path,
                    file.origin.path,
                    file.path
                ),
                "Rename one of them, or give the locations so that only one is found."
            );
        }
    }
}

std::vector<ManifestRepeatable> repeatables_of(const core::Selection& selection) {
    std::vector<ManifestRepeatable> repeatables;
    repeatables.reserve(selection.repeatables.size());
    for (const core::Repeatable& repeatable : selection.repeatables) {
        repeatables.push_back(
            {repeatable.description,
             repeatable.action,
             repeatable.script ? std::optional{packed_path(repeatable.script->path)} : std::nullopt,
             repeatable.current_checksum,
             repeatable.target_checksum,
             repeatable.objects}
        );
    }
    return repeatables;
}

std::vector<std::string> undo_paths(const core::Selection& selection) {
    std::vector<std::string> paths;
    paths.reserve(selection.undo.size());
    for (const core::UndoScript& undo : selection.undo) {
        paths.push_back(packed_path(undo.script.path));
    }
    return paths;
}

/// What open_package would refuse must not be written; that it came so far is a fault of ours.
void check_own_rules(const Manifest& manifest) {
    try {
        check_rules(manifest);
    } catch (const core::Error& error) {
        throw core::Error(core::ErrorCode::internal, "selection is not sound: " + error.message());
    }
}

}  // namespace

std::vector<FileDigest> content_digests(
    const Manifest& manifest,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
) {
    std::vector<FileDigest> digests;
    digests.reserve(manifest.files.size() + 3);
    digests.push_back({runbook_path, runbook_sha256});
    digests.push_back({flyway_toml_path, flyway_toml_sha256});
    for (const ManifestFile& file : manifest.files) {
        digests.push_back({file.path, file.sha256});
    }
    return digests;
}

Manifest describe_with(
    const core::Selection& selection,
    const core::Sha256& runbook_sha256,
    const core::Sha256& flyway_toml_sha256
) {
    std::vector<ManifestFile> files = files_of(selection);
    check_paths(files);
    Manifest manifest{
        .package = core::package_name(selection),
        .target = {selection.target_version, selection.target},
        .release = {selection.release_version, selection.release},
        .tool_name = "rollpack",
        .tool_version = ROLLPACK_VERSION,
        .naming = selection.naming,
        .encoding = selection.encoding,
        .locations = selection.locations,
        .history = selection.history,
        .placeholders = selection.placeholders,
        .placeholder_names_used = selection.placeholder_names_used,
        .files = std::move(files),
        .undo = undo_paths(selection),
        .repeatables = repeatables_of(selection),
        .findings = selection.accepted,
        .content_sha256 = {},
    };
    check_own_rules(manifest);
    manifest.content_sha256 = core::sha256(
        digest_lines(content_digests(manifest, runbook_sha256, flyway_toml_sha256))
    );
    return manifest;
}

}  // namespace detail

Manifest describe(const core::Selection& selection) {
    return detail::describe_with(
        selection,
        core::sha256(detail::make_runbook(selection)),
        core::sha256(detail::make_flyway_toml(selection))
    );
}

}  // namespace rollpack::packager

#include "detail/describe.hpp"

#include "detail/composed_names.hpp"
#include "detail/digests.hpp"
#include "detail/documents.hpp"
#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "detail/manifest_rules.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rollpack::packager {

namespace detail {

namespace {

std::string packed_path(const std::string& path) {
    return std::string{scripts_folder} + path;
}

/// Calls `read` with what a file's origin is in: a script or its settings.
template <typename Read>
decltype(auto) visit_source(const PackedScript& script, Read&& read) {
    return std::visit(
        [&](const auto* source) -> decltype(auto) { return read(*source); },
        script.source
    );
}

ManifestFile file_of(const core::Script& script, const PackedScript& packed) {
    return {
        packed_path(script.path),
        packed.role,
        script.name.version,
        script.name.description,
        script.text.size(),
        script.sha256,
        script.checksum,
        packed.undoes_checksum,
        script.settings.execute_in_transaction.value_or(true),
        script.origin};
}

ManifestFile file_of(const core::ConfigFile& file, const PackedScript& packed) {
    return {
        packed_path(file.path),
        packed.role,
        std::nullopt,
        {},
        file.text.size(),
        file.sha256,
        std::nullopt,
        std::nullopt,
        true,
        file.origin};
}

std::vector<PackedScript> scripts_of(const core::Selection& selection) {
    std::vector<PackedScript> scripts;
    scripts.reserve(
        selection.undo.size() + selection.versioned.size() + selection.repeatables.size()
        + selection.callbacks.size() + selection.script_configs.size()
    );
    for (const core::UndoScript& undo : selection.undo) {
        scripts.push_back({FileRole::undo, &undo.script, undo.undoes_checksum});
    }
    for (const core::Script& script : selection.versioned) {
        scripts.push_back({FileRole::versioned, &script, std::nullopt});
    }
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script) {
            scripts.push_back({FileRole::repeatable, &*repeatable.script, std::nullopt});
        }
    }
    for (const core::Script& script : selection.callbacks) {
        scripts.push_back({FileRole::callback, &script, std::nullopt});
    }
    for (const core::ConfigFile& file : selection.script_configs) {
        scripts.push_back({FileRole::script_config, &file, std::nullopt});
    }
    std::ranges::sort(scripts, {}, &PackedScript::path);
    return scripts;
}

const core::Origin& origin_of(const PackedScript& script) {
    return visit_source(script, [](const auto& source) -> const core::Origin& {
        return source.origin;
    });
}

[[noreturn]] void refuse_path(const PackedScript& script, std::string_view fault) {
    throw core::Error(
        core::ErrorCode::checks_failed,
        fmt::format("the path of '{}' {}", printable(origin_of(script).path), fault),
        "Rename the file: a package has to unpack to the same files on every system."
    );
}

/// What the project can mend, so it is not left to the rules, which would call it our fault.
void check_paths(const std::vector<PackedScript>& scripts) {
    std::vector<std::string> paths;
    paths.reserve(scripts.size());
    for (const PackedScript& script : scripts) {
        paths.push_back(packed_path(script.path()));
        if (const auto fault = path_fault(paths.back())) {
            refuse_path(script, *fault);
        }
    }
    const std::vector<std::string> composed = composed_paths(std::move(paths));
    std::map<std::string, const PackedScript*> seen;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const auto [earlier, is_new] = seen.emplace(case_key(composed[i]), &scripts[i]);
        if (!is_new) {
            throw core::Error(
                core::ErrorCode::checks_failed,
                fmt::format(
                    "'{}' and '{}' would be one file in the package, {}",
                    origin_of(*earlier->second).path,
                    origin_of(scripts[i]).path,
                    packed_path(scripts[i].path())
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
             repeatable.objects,
             repeatable.current_objects,
             repeatable.are_objects_rehearsed}
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

}  // namespace

const std::string& PackedScript::path() const {
    return visit_source(*this, [](const auto& file) -> const std::string& { return file.path; });
}

std::string_view PackedScript::bytes() const {
    return visit_source(*this, [](const auto& file) { return std::string_view{file.text}; });
}

const core::Sha256& PackedScript::sha256() const {
    return visit_source(*this, [](const auto& file) -> const core::Sha256& { return file.sha256; });
}

std::vector<PackedScript> packed_scripts(const core::Selection& selection) {
    std::vector<PackedScript> scripts = scripts_of(selection);
    check_paths(scripts);
    return scripts;
}

ManifestFile manifest_file(const PackedScript& script) {
    return visit_source(script, [&](const auto& source) { return file_of(source, script); });
}

Manifest manifest_head(const core::Selection& selection) {
    return {
        .package = core::package_name(selection),
        .target = {selection.target_version, selection.target},
        .release = {selection.release_version, selection.release},
        .tool_name = "rollpack",
        .tool_version = ROLLPACK_VERSION,
        .parameters = selection.parameters,
        .naming = selection.naming,
        .encoding = selection.encoding,
        .locations = selection.locations,
        .history = selection.history,
        .placeholders = selection.placeholders,
        .placeholder_names_used = selection.placeholder_names_used,
        .files = {},
        .undo = undo_paths(selection),
        .repeatables = repeatables_of(selection),
        .findings = selection.accepted,
        .content_sha256 = {},
    };
}

Manifest checked_manifest(Manifest head, const std::vector<PackedScript>& scripts) {
    Manifest manifest = std::move(head);
    manifest.files.reserve(scripts.size());
    for (const PackedScript& script : scripts) {
        manifest.files.push_back(manifest_file(script));
    }
    try {
        check_rules(manifest);
    } catch (const core::Error& error) {
        throw core::Error(core::ErrorCode::internal, "selection is not sound: " + error.message());
    }
    return manifest;
}

}  // namespace detail

Manifest describe(const core::Selection& selection, const PackageNotes& notes) {
    const std::string runbook = detail::make_runbook(selection, notes);
    const std::string flyway_toml = detail::make_flyway_toml(selection);
    const std::vector<detail::PackedScript> scripts = detail::packed_scripts(selection);
    Manifest head = detail::manifest_head(selection);
    if (notes.rehearsal) {
        core::add_rehearsed_objects(head.repeatables, notes.rehearsal->repeatables);
        head.rehearsal = manifest_rehearsal(*notes.rehearsal);
    }
    Manifest manifest = detail::checked_manifest(std::move(head), scripts);
    detail::DocumentDigests digests{
        core::sha256(runbook),
        core::sha256(flyway_toml),
        core::sha256(notes.repeatables_diff)};
    if (notes.rehearsal) {
        digests.rehearsal = core::sha256(to_json(*notes.rehearsal));
    }
    manifest.content_sha256 = detail::content_sha256(manifest, digests);
    return manifest;
}

}  // namespace rollpack::packager

#include "detail/assemble.hpp"

#include "detail/entry_name.hpp"
#include "detail/layout.hpp"
#include "detail/manifest_rules.hpp"
#include "detail/package_source.hpp"

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

/// Turns files into scripts. Each is asked for once and gives up its text.
class Assembler {
public:
    Assembler(const Manifest& manifest, std::vector<core::ScriptText> texts)
        : manifest_(manifest)
        , texts_(std::move(texts)) {}

    core::Script script(std::size_t index);
    core::ConfigFile config(std::size_t index);

    core::Script script(const std::string& path) {
        return script(find_file(manifest_, path).value());
    }

    std::vector<std::size_t> of_role(FileRole role) const;

private:
    core::ScriptSettings settings_of(const ManifestFile& file) const;

    static std::string relative(const ManifestFile& file) {
        return file.path.substr(scripts_folder.size());
    }

    const Manifest& manifest_;
    std::vector<core::ScriptText> texts_;
};

std::vector<std::size_t> Assembler::of_role(FileRole role) const {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
        if (manifest_.files[i].role == role) {
            indices.push_back(i);
        }
    }
    return indices;
}

/// A script's own settings win; where they are silent, in_transaction tells the project's default.
core::ScriptSettings Assembler::settings_of(const ManifestFile& file) const {
    core::ScriptSettings settings;
    if (const auto index = find_file(manifest_, file.path + std::string{config_suffix})) {
        core::Findings findings;
        settings = core::parse_script_settings(
            texts_[*index],
            relative(manifest_.files[*index]),
            findings
        );
    }
    if (!settings.execute_in_transaction && !file.in_transaction) {
        settings.execute_in_transaction = false;
    }
    if (settings.execute_in_transaction.value_or(true) != file.in_transaction) {
        refuse_entry(file.path, "has settings that contradict the manifest's in_transaction");
    }
    return settings;
}

core::Script Assembler::script(std::size_t index) {
    const ManifestFile& file = manifest_.files[index];
    core::ScriptText text = std::move(texts_[index]);
    if (!core::holds_utf8(text)) {
        refuse_entry(file.path, "is not UTF-8");
    }
    if (core::flyway_checksum(text) != file.flyway_checksum) {
        refuse_entry(file.path, "does not have the Flyway checksum that the manifest says");
    }
    return {
        std::get<core::ScriptName>(
            core::parse_script_name(file_name_of(file.path), manifest_.naming)
        ),
        relative(file),
        std::move(text),
        file.sha256,
        *file.flyway_checksum,
        settings_of(file),
        file.origin};
}

core::ConfigFile Assembler::config(std::size_t index) {
    const ManifestFile& file = manifest_.files[index];
    if (!core::holds_utf8(texts_[index])) {
        refuse_entry(file.path, "is not UTF-8");
    }
    return {relative(file), texts_[index].substr(0), file.sha256, file.origin};
}

std::vector<core::Repeatable> repeatables_of(const Manifest& manifest, Assembler& assembler) {
    std::vector<core::Repeatable> repeatables;
    repeatables.reserve(manifest.repeatables.size());
    for (const ManifestRepeatable& repeatable : manifest.repeatables) {
        repeatables.push_back(
            {repeatable.description,
             repeatable.action,
             repeatable.path ? std::optional{assembler.script(*repeatable.path)} : std::nullopt,
             repeatable.current_checksum,
             repeatable.target_checksum,
             repeatable.objects,
             repeatable.current_objects,
             repeatable.are_objects_rehearsed}
        );
    }
    return repeatables;
}

std::vector<core::UndoScript> undo_of(const Manifest& manifest, Assembler& assembler) {
    std::vector<core::UndoScript> undo;
    undo.reserve(manifest.undo.size());
    for (const std::string& path : manifest.undo) {
        const std::size_t index = find_file(manifest, path).value();
        undo.push_back({assembler.script(index), *manifest.files[index].undoes_checksum});
    }
    return undo;
}

std::vector<core::Script> scripts_of(FileRole role, Assembler& assembler) {
    std::vector<core::Script> scripts;
    for (const std::size_t index : assembler.of_role(role)) {
        scripts.push_back(assembler.script(index));
    }
    return scripts;
}

}  // namespace

core::Selection assemble(const Manifest& manifest, std::vector<core::ScriptText> texts) {
    Assembler assembler{manifest, std::move(texts)};
    core::Selection selection{
        .target_version = manifest.target.version,
        .target = manifest.target.release,
        .release_version = manifest.release.version,
        .release = manifest.release.release,
        .naming = manifest.naming,
        .locations = manifest.locations,
        .encoding = manifest.encoding,
        .history = manifest.history,
        .placeholders = manifest.placeholders,
        .placeholder_names_used = manifest.placeholder_names_used,
        .undo = undo_of(manifest, assembler),
        .versioned = scripts_of(FileRole::versioned, assembler),
        .repeatables = repeatables_of(manifest, assembler),
        .callbacks = scripts_of(FileRole::callback, assembler),
        .script_configs = {},
        .accepted = manifest.findings,
        .parameters = manifest.parameters,
    };
    std::ranges::sort(selection.versioned, {}, [](const core::Script& script) {
        return *script.name.version;
    });
    // Last, because the scripts read their settings out of these texts.
    for (const std::size_t index : assembler.of_role(FileRole::script_config)) {
        selection.script_configs.push_back(assembler.config(index));
    }
    return selection;
}

}  // namespace rollpack::packager::detail

#include "support/selection_builder.hpp"

#include "rollpack/core/history.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace rollpack::test {

namespace {

core::ObjectId made_up_id(std::string_view seed) {
    return core::parse_object_id(core::sha256(seed).hex().substr(0, 40)).value();
}

std::string file_name_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

core::Origin origin_of(const std::string& path, const std::string& text) {
    return {current_release().commit, made_up_id(text), "sql/" + path};
}

core::Repeatable repeatable_of(
    core::RepeatableAction action,
    core::Script script,
    std::optional<core::FlywayChecksum> current_checksum
) {
    script.origin.commit = target_release().commit;
    std::string description = script.name.description;
    const core::FlywayChecksum checksum = script.checksum;
    return {
        std::move(description),
        action,
        std::move(script),
        current_checksum,
        checksum,
        std::nullopt};
}

template <typename Scripts>
void configure(
    Scripts& scripts,
    const core::ConfigFile& file,
    const core::ScriptSettings& settings
) {
    for (core::Script& script : scripts) {
        if (script.path + ".conf" == file.path) {
            script.settings = settings;
        }
    }
}

void apply_settings(core::Selection& selection, const core::ConfigFile& file) {
    core::Findings findings;
    const core::ScriptSettings settings =
        core::parse_script_settings(file.text, file.path, findings);
    configure(selection.versioned, file, settings);
    configure(selection.callbacks, file, settings);
    for (core::UndoScript& undo : selection.undo) {
        if (undo.script.path + ".conf" == file.path) {
            undo.script.settings = settings;
        }
    }
    for (core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script && repeatable.script->path + ".conf" == file.path) {
            repeatable.script->settings = settings;
        }
    }
}

}  // namespace

core::Release target_release() {
    return {"v1.23", made_up_id("target"), made_up_id("tag"), 1'765'432'100};
}

core::Release current_release() {
    return {"v1.29", made_up_id("release"), std::nullopt, 1'765'518'500};
}

core::Script make_script(
    const std::string& path,
    const std::string& text,
    const core::Naming& naming
) {
    const core::NameReading reading = core::parse_script_name(file_name_of(path), naming);
    const auto* const name = std::get_if<core::ScriptName>(&reading);
    if (name == nullptr) {
        throw std::invalid_argument("not a script's name: " + path);
    }
    return {
        *name,
        path,
        text,
        core::sha256(text),
        core::flyway_checksum(text),
        {},
        origin_of(path, text)};
}

SelectionBuilder::SelectionBuilder(std::string_view target_version)
    : selection_{
        .target_version = core::parse_version(target_version).value(),
        .target = target_release(),
        .release_version = std::nullopt,
        .release = current_release(),
        .naming = {},
        .locations = {"sql"},
        .history = {},
        .placeholders = {},
        .placeholder_names_used = {},
        .undo = {},
        .versioned = {},
        .repeatables = {},
        .callbacks = {},
        .script_configs = {},
        .accepted = {},
        .parameters = {}} {}

SelectionBuilder& SelectionBuilder::undo(const std::string& path, const std::string& text) {
    core::Script script = make_script(path, text, selection_.naming);
    const auto is_its_versioned = [&](const core::Script& other) {
        return other.name.version == script.name.version;
    };
    if (std::ranges::none_of(selection_.versioned, is_its_versioned)) {
        const std::string& file_name = script.name.file_name;
        const std::string folder = path.substr(0, path.size() - file_name.size());
        versioned(
            folder + selection_.naming.versioned_prefix
                + file_name.substr(selection_.naming.undo_prefix.size()),
            "-- made for " + file_name + "\nselect 1;\n"
        );
    }
    const auto its_versioned = std::ranges::find_if(selection_.versioned, is_its_versioned);
    selection_.undo.push_back({std::move(script), its_versioned->checksum});
    return *this;
}

SelectionBuilder& SelectionBuilder::versioned(const std::string& path, const std::string& text) {
    selection_.versioned.push_back(make_script(path, text, selection_.naming));
    return *this;
}

SelectionBuilder& SelectionBuilder::restore(const std::string& path, const std::string& text) {
    selection_.repeatables.push_back(repeatable_of(
        core::RepeatableAction::restore,
        make_script(path, text, selection_.naming),
        core::flyway_checksum(text + "-- newer")
    ));
    return *this;
}

SelectionBuilder& SelectionBuilder::unchanged(const std::string& path, const std::string& text) {
    selection_.repeatables.push_back(repeatable_of(
        core::RepeatableAction::unchanged,
        make_script(path, text, selection_.naming),
        core::flyway_checksum(text)
    ));
    return *this;
}

SelectionBuilder& SelectionBuilder::revive(const std::string& path, const std::string& text) {
    selection_.repeatables.push_back(repeatable_of(
        core::RepeatableAction::revive,
        make_script(path, text, selection_.naming),
        std::nullopt
    ));
    return *this;
}

SelectionBuilder& SelectionBuilder::retire(const std::string& description) {
    selection_.repeatables.push_back(
        {description,
         core::RepeatableAction::retire,
         std::nullopt,
         core::flyway_checksum(description),
         std::nullopt,
         std::nullopt}
    );
    return *this;
}

SelectionBuilder& SelectionBuilder::creating(std::vector<core::DatabaseObject> objects) {
    selection_.repeatables.back().objects = std::move(objects);
    return *this;
}

SelectionBuilder& SelectionBuilder::creating_now(std::vector<core::DatabaseObject> objects) {
    selection_.repeatables.back().current_objects = std::move(objects);
    return *this;
}

SelectionBuilder& SelectionBuilder::callback(const std::string& path, const std::string& text) {
    selection_.callbacks.push_back(make_script(path, text, selection_.naming));
    return *this;
}

SelectionBuilder& SelectionBuilder::script_config(
    const std::string& path,
    const std::string& text
) {
    selection_.script_configs.push_back({path, text, core::sha256(text), origin_of(path, text)});
    return *this;
}

SelectionBuilder& SelectionBuilder::accepted(core::FindingCode code, const std::string& subject) {
    selection_.accepted.push_back(
        {code, core::Severity::warning, subject, std::nullopt, "seen in a test", "Look at it."}
    );
    return *this;
}

core::Selection SelectionBuilder::build() const {
    core::Selection selection = selection_;
    std::ranges::sort(selection.undo, std::ranges::greater{}, [](const core::UndoScript& undo) {
        return undo.script.name.version;
    });
    std::ranges::sort(selection.versioned, {}, [](const core::Script& script) {
        return script.name.version;
    });
    std::ranges::sort(
        selection.repeatables,
        core::flyway_description_less,
        &core::Repeatable::description
    );
    std::ranges::sort(selection.callbacks, {}, &core::Script::path);
    std::ranges::sort(selection.script_configs, {}, &core::ConfigFile::path);
    for (const core::ConfigFile& file : selection.script_configs) {
        apply_settings(selection, file);
    }
    if (!selection.versioned.empty()) {
        selection.release_version = selection.versioned.back().name.version;
    }
    return selection;
}

std::vector<core::ScriptEffects> effects_of(const core::Selection& selection) {
    std::vector<core::ScriptEffects> effects;
    for (const core::UndoScript& undo : selection.undo) {
        effects.emplace_back(executor::analyze_sql(undo.script.text).effects);
    }
    return effects;
}

core::Selection shop_selection() {
    namespace fs = std::filesystem;
    const fs::path samples = fs::path{ROLLPACK_SOURCE_DIR} / "samples/shop";
    SelectionBuilder builder{"123"};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{samples / "at-v129/sql"}) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files, std::ranges::greater{});  // V before the U that needs it
    for (const fs::path& file : files) {
        const std::string name = file.filename().string();
        if (name.starts_with('V')) {
            builder.versioned(name, read_file(file));
        } else if (name.starts_with('U')) {
            builder.undo(name, read_file(file));
        } else {
            builder.restore(name, read_file(samples / "at-v123/sql" / name));
            builder.edit().repeatables.back().current_checksum = core::flyway_checksum(
                read_file(file)
            );
        }
    }
    return builder.build();
}

}  // namespace rollpack::test

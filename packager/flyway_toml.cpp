#include "detail/documents.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

/// A TOML basic string. Flyway looks for "${name}" in every setting and reads "$${name}" as the text
/// "${name}". Source: CORE/internal/configuration/resolvers of Flyway 13.0.0.
std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '"' || text[i] == '\\') {
            out += '\\';
            out += text[i];
        } else if (byte < 0x20U || byte == 0x7FU) {
            out += fmt::format("\\u{:04X}", byte);
        } else if (text.substr(i).starts_with("${") && text.find('}', i) != std::string_view::npos) {
            out += "$$";
        } else {
            out += text[i];
        }
    }
    return out + '"';
}

std::string toml_array(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += (out.empty() ? "" : ", ") + toml_string(text);
    }
    return "[" + out + "]";
}

class Settings {
public:
    void add(std::string_view key, std::string_view value) {
        text_ += fmt::format("{} = {}\n", key, value);
    }

    void add_unless_default(
        std::string_view key,
        std::string_view value,
        std::string_view default_value
    ) {
        if (value != default_value) {
            add(key, toml_string(value));
        }
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void add_naming(Settings& settings, const core::Naming& naming) {
    const core::Naming defaults;
    const auto add = [&](std::string_view key, std::string core::Naming::*member) {
        settings.add_unless_default(key, naming.*member, defaults.*member);
    };
    add("sqlMigrationPrefix", &core::Naming::versioned_prefix);
    add("undoSqlMigrationPrefix", &core::Naming::undo_prefix);
    add("repeatableSqlMigrationPrefix", &core::Naming::repeatable_prefix);
    add("baselineMigrationPrefix", &core::Naming::baseline_prefix);
    add("sqlMigrationSeparator", &core::Naming::separator);
    if (naming.suffixes != defaults.suffixes) {
        settings.add("sqlMigrationSuffixes", toml_array(naming.suffixes));
    }
}

void add_history(Settings& settings, const core::HistoryLocation& history) {
    if (history.schema) {
        settings.add("defaultSchema", toml_string(*history.schema));
    }
    settings.add_unless_default("table", history.table, core::HistoryLocation{}.table);
}

void add_placeholder_settings(Settings& settings, const core::PlaceholderSettings& placeholders) {
    const core::PlaceholderSettings defaults;
    if (!placeholders.replacement) {
        settings.add("placeholderReplacement", "false");
    }
    settings.add_unless_default("placeholderPrefix", placeholders.prefix, defaults.prefix);
    settings.add_unless_default("placeholderSuffix", placeholders.suffix, defaults.suffix);
    settings.add_unless_default("placeholderSeparator", placeholders.separator, defaults.separator);
}

std::string placeholder_values(const core::PlaceholderSettings& placeholders) {
    std::string text;
    for (const auto& [name, value] : placeholders.values) {
        if (value) {
            text += fmt::format("{} = {}\n", toml_string(name), toml_string(*value));
        }
    }
    return text.empty() ? text : "\n[flyway.placeholders]\n" + text;
}

}  // namespace

std::string make_flyway_toml(const core::Selection& selection) {
    const std::string version = selection.target_version.text();
    Settings settings;
    settings.add("locations", R"(["filesystem:sql"])");
    settings.add("target", toml_string(version));
    settings.add_unless_default("encoding", selection.encoding, "UTF-8");
    add_naming(settings, selection.naming);
    add_history(settings, selection.history);
    add_placeholder_settings(settings, selection.placeholders);
    return fmt::format(
        "# With this file Flyway takes the unpacked folder for its project: run it in here and give\n"
        "# it the database, for example  flyway -url=jdbc:postgresql://host/database info\n"
        "# The target keeps Flyway from applying the newer versions again.\n"
        "[flyway]\n{}{}",
        settings.take(),
        placeholder_values(selection.placeholders)
    );
}

}  // namespace rollpack::packager::detail

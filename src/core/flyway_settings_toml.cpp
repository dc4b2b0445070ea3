#include "rollpack/core/error.hpp"
#include "rollpack/core/flyway_settings.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <optional>
#include <utility>

namespace rollpack::core {

namespace {

std::optional<std::string> text_of(const toml::node& node) {
    if (auto text = node.value_exact<std::string>()) {
        return text;
    }
    if (const auto number = node.value_exact<std::int64_t>()) {
        return fmt::format("{}", *number);
    }
    if (const auto flag = node.value_exact<bool>()) {
        return *flag ? "true" : "false";
    }
    return std::nullopt;
}

/// None for what is no setting of rollpack's: dates, lists of tables.
std::optional<std::vector<std::string>> values_of(const toml::node& node) {
    const toml::array* const array = node.as_array();
    if (array == nullptr) {
        auto text = text_of(node);
        return text ? std::optional{std::vector{*std::move(text)}} : std::nullopt;
    }
    std::vector<std::string> values;
    for (const toml::node& item : *array) {
        auto text = text_of(item);
        if (!text) {
            return std::nullopt;
        }
        values.push_back(*std::move(text));
    }
    return values;
}

/// Tables inside of each other as one list: a document's depth is the writer's choice.
void flatten(
    const toml::table& root,
    const std::string& prefix,
    const std::string& file,
    FlywaySettings& into
) {
    std::vector<std::pair<std::string, const toml::table*>> open{{prefix, &root}};
    while (!open.empty()) {
        const auto [path, table] = std::move(open.back());
        open.pop_back();
        for (const auto& [key, node] : *table) {
            const std::string inner = path + "." + std::string{key.str()};
            if (const toml::table* const next = node.as_table()) {
                open.emplace_back(inner, next);
            } else if (auto values = values_of(node)) {
                into.settings.insert_or_assign(
                    inner,
                    FlywaySetting{*std::move(values), {file, node.source().begin.line, inner}, {}}
                );
            }
        }
    }
}

toml::table parse(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        throw Error(
            ErrorCode::configuration_invalid,
            fmt::format(
                "{}:{}:{}: {}",
                file,
                error.source().begin.line,
                error.source().begin.column,
                error.description()
            ),
            "Mend the TOML at the place named."
        );
    }
}

const toml::table* table_at(
    const toml::table& parent,
    std::string_view key,
    const std::string& file
) {
    const toml::node* const node = parent.get(key);
    if (node != nullptr && !node->is_table()) {
        throw Error(
            ErrorCode::configuration_invalid,
            fmt::format("{}:{}: {} is not a table", file, node->source().begin.line, key),
            fmt::format("Write it as [{}].", key)
        );
    }
    return node == nullptr ? nullptr : node->as_table();
}

}  // namespace

FlywaySettings parse_flyway_settings_toml(std::string_view text, const std::string& file) {
    FlywaySettings settings;
    const toml::table document = parse(text, file);
    if (const toml::table* const flyway = table_at(document, "flyway", file)) {
        flatten(*flyway, "flyway", file, settings);
    }
    if (const toml::table* const environments = table_at(document, "environments", file)) {
        for (const auto& [name, node] : *environments) {
            static_cast<void>(table_at(*environments, name.str(), file));
            settings.environments.insert(std::string{name.str()});
        }
        flatten(*environments, "environments", file, settings);
    }
    return settings;
}

}  // namespace rollpack::core

#include "detail/ascii.hpp"
#include "detail/settings.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <utility>

namespace rollpack::core {

namespace {

/// A value with its place, for messages.
struct Entry {
    const std::string& file;
    std::string key;
    const toml::node& node;
};

[[noreturn]] void refuse(const Entry& entry, std::string_view fault, std::string hint) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{}:{}: {} {}", entry.file, entry.node.source().begin.line, entry.key, fault),
        std::move(hint)
    );
}

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "an array";
    case toml::node_type::string:
        return "a string";
    case toml::node_type::integer:
        return "a whole number";
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::boolean:
        return "true or false";
    default:
        return "a date or time";
    }
}

[[noreturn]] void refuse_type(const Entry& entry, std::string_view expected) {
    refuse(
        entry,
        fmt::format("is {}", type_name(entry.node)),
        fmt::format("Flyway expects {} here.", expected)
    );
}

/// What Flyway makes of a string: "$${x}" is "${x}" and "!{...}" is what stands between the braces,
/// both as they are. None if a resolver (an environment variable, a secret manager) gives the value.
std::optional<std::string> resolved(std::string_view text) {
    if (text.starts_with("!{") && text.ends_with('}')) {
        return std::string{text.substr(2, text.size() - 3)};
    }
    std::string literal;
    while (!text.empty()) {
        if (text.starts_with("$${")) {
            literal += "${";
            text.remove_prefix(3);
            continue;
        }
        if (text.starts_with("${") && detail::has_reference(text)) {
            return std::nullopt;
        }
        literal += text.front();
        text.remove_prefix(1);
    }
    return literal;
}

std::string text_of(const Entry& entry) {
    const auto text = entry.node.value_exact<std::string>();
    if (!text) {
        refuse_type(entry, "a string");
    }
    auto value = resolved(*text);
    if (!value) {
        refuse(
            entry,
            fmt::format("takes its value from a resolver (\"{}\")", *text),
            "A package must not depend on where it is built; write the value into the file."
        );
    }
    return *std::move(value);
}

std::vector<std::string> list_of(const Entry& entry) {
    const toml::array* array = entry.node.as_array();
    if (array == nullptr && !entry.node.is_string()) {
        refuse_type(entry, "an array of strings");
    }
    if (array == nullptr) {
        return detail::split_list(text_of(entry));
    }
    std::vector<std::string> items;
    for (const toml::node& item : *array) {
        items.push_back(text_of({entry.file, entry.key, item}));
    }
    return items;
}

bool flag_of(const Entry& entry) {
    if (const auto flag = entry.node.value_exact<bool>()) {
        return *flag;
    }
    const auto flag = entry.node.is_string() ? detail::parse_flag(text_of(entry)) : std::nullopt;
    if (!flag) {
        refuse_type(entry, "true or false");
    }
    return *flag;
}

struct SetMember {
    ProjectConfiguration& configuration;
    const Entry& entry;

    void operator()(detail::Setting::Text member) const { configuration.*member = text_of(entry); }

    void operator()(detail::Setting::List member) const { configuration.*member = list_of(entry); }

    void operator()(detail::Setting::Flag member) const { configuration.*member = flag_of(entry); }
};

std::optional<std::string> placeholder_of(const Entry& entry) {
    if (const auto number = entry.node.value_exact<std::int64_t>()) {
        return fmt::format("{}", *number);
    }
    if (const auto flag = entry.node.value_exact<bool>()) {
        return *flag ? "true" : "false";
    }
    const auto text = entry.node.value_exact<std::string>();
    if (!text) {
        refuse_type(entry, "a string");
    }
    return resolved(*text);
}

/// A dotted key makes a table inside the table; its placeholder has the dots in its name.
void read_placeholders(
    const toml::table& table,
    const std::string& path,
    const std::string& file,
    ProjectConfiguration& configuration
) {
    for (const auto& [key, node] : table) {
        const std::string name = path.empty() ? std::string{key.str()}
                                              : path + "." + std::string{key.str()};
        if (const toml::table* inner = node.as_table()) {
            read_placeholders(*inner, name, file, configuration);
        } else {
            configuration.placeholders[detail::ascii_lower(name)] = placeholder_of(
                {file, "placeholders." + name, node}
            );
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
            "Mend the TOML at the place named, and commit it."
        );
    }
}

/// The table under `key`; nullptr if there is none.
const toml::table* table_at(
    const toml::table& parent,
    std::string_view key,
    const std::string& file
) {
    const toml::node* node = parent.get(key);
    if (node == nullptr) {
        return nullptr;
    }
    if (!node->is_table()) {
        refuse_type({file, std::string{key}, *node}, "a table");
    }
    return node->as_table();
}

}  // namespace

ProjectConfiguration parse_flyway_toml(std::string_view text, const std::string& file) {
    ProjectConfiguration configuration;
    const toml::table document = parse(text, file);
    const toml::table* flyway = table_at(document, "flyway", file);
    if (flyway == nullptr) {
        return configuration;
    }
    for (const detail::Setting& setting : detail::settings()) {
        if (const toml::node* node = flyway->get(setting.key)) {
            const Entry entry{file, std::string{setting.key}, *node};
            std::visit(SetMember{configuration, entry}, setting.member);
        }
    }
    if (const toml::table* placeholders = table_at(*flyway, "placeholders", file)) {
        read_placeholders(*placeholders, "", file, configuration);
    }
    return configuration;
}

}  // namespace rollpack::core

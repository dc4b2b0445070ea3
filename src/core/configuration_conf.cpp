#include "detail/ascii.hpp"
#include "detail/properties.hpp"
#include "detail/settings.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::core {

namespace {

constexpr std::string_view placeholder_prefix = "flyway.placeholders.";

/// Whether Flyway would fill in a variable of its environment: "${NAME}" with letters, digits and "_".
bool has_variable(std::string_view value) {
    for (std::size_t start = value.find("${"); start != std::string_view::npos;
         start = value.find("${", start + 1)) {
        const std::string_view name = value.substr(start + 2);
        const auto* const end = std::ranges::find_if_not(name, [](char character) {
            return detail::is_ascii_alphanumeric(character) || character == '_';
        });
        if (end != name.begin() && end != name.end() && *end == '}') {
            return true;
        }
    }
    return false;
}

[[noreturn]] void refuse(
    const detail::Property& property,
    const std::string& file,
    std::string_view fault,
    std::string hint
) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{}:{}: {} {}", file, property.line, property.key, fault),
        std::move(hint)
    );
}

bool flag_of(const detail::Property& property, const std::string& file) {
    const auto flag = detail::parse_flag(property.value);
    if (!flag) {
        refuse(property, file, fmt::format("is \"{}\"", property.value), "Write true or false.");
    }
    return *flag;
}

/// Sets the member of `setting` from a property's text.
struct SetMember {
    ProjectConfiguration& configuration;
    const detail::Property& property;
    const std::string& file;

    void operator()(detail::Setting::Text member) const { configuration.*member = property.value; }

    void operator()(detail::Setting::List member) const {
        configuration.*member = detail::split_list(property.value);
    }

    void operator()(detail::Setting::Flag member) const {
        configuration.*member = flag_of(property, file);
    }
};

}  // namespace

ProjectConfiguration parse_flyway_conf(std::string_view text, const std::string& file) {
    ProjectConfiguration configuration;
    for (const detail::Property& property : detail::read_properties(text)) {
        const std::string_view key = property.key;
        const bool unknown_value = has_variable(property.value);
        if (key.starts_with(placeholder_prefix)) {
            const std::string name = detail::ascii_lower(key.substr(placeholder_prefix.size()));
            configuration.placeholders[name] = unknown_value ? std::nullopt
                                                             : std::optional{property.value};
            continue;
        }
        const detail::Setting* setting = key.starts_with("flyway.")
            ? detail::find_setting(key.substr(7))
            : nullptr;
        if (setting == nullptr) {
            continue;
        }
        if (unknown_value) {
            refuse(
                property,
                file,
                fmt::format("takes an environment variable (\"{}\")", property.value),
                "A package must not depend on where it is built; write the value into the file."
            );
        }
        std::visit(SetMember{configuration, property, file}, setting->member);
    }
    return configuration;
}

}  // namespace rollpack::core

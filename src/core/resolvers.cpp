#include "detail/resolvers.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::core::detail {

namespace {

/// "${env.NAME:dA}"
struct Reference {
    std::string resolver;
    std::string key;
    std::optional<std::string> filter;
    std::size_t length = 0;  ///< in the text, from "$" to "}"
};

/// The reference at the start of `text`, which begins with "${"; none where it is not one.
std::optional<Reference> reference_at(std::string_view text) {
    const std::size_t end = text.find('}');
    const std::string_view inside = text.substr(2, std::min(end, text.size()) - 2);
    const std::size_t dot = inside.find('.');
    if (end == std::string_view::npos || dot == std::string_view::npos || dot == 0
        || inside.find('.', dot + 1) != std::string_view::npos || dot + 1 == inside.size()) {
        return std::nullopt;
    }
    const std::string_view rest = inside.substr(dot + 1);
    const std::size_t colon = rest.find(':');
    Reference reference{
        std::string{trimmed(inside.substr(0, dot))},
        std::string{trimmed(rest.substr(0, colon))},
        std::nullopt,
        end + 1};
    if (colon != std::string_view::npos) {
        reference.filter = std::string{trimmed(rest.substr(colon + 1))};
    }
    return reference;
}

bool is_nested(std::string_view text) {
    return text.starts_with("${")
        && text.substr(2, std::min(text.find('}'), text.size()) - 2).find("${")
        != std::string_view::npos;
}

bool passes(std::string_view character, std::string_view filter) {
    const bool ascii = character.size() == 1;
    const bool digit = ascii && is_ascii_digit(character.front());
    const bool letter = ascii ? is_ascii_alphanumeric(character.front()) && !digit : true;
    const auto has = [&](char kind) { return filter.find(kind) != std::string_view::npos; };
    return (digit && (has('D') || has('d'))) || (letter && (has('A') || (ascii && has('a'))));
}

/// Keeps the characters of the classes that the filter names. Of what is not ASCII all counts as a
/// letter: rollpack has no table of Unicode's classes.
std::string filtered(std::string_view text, std::string_view filter) {
    std::string result;
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U
        ) {
            ++length;
        }
        if (passes(text.substr(0, length), filter)) {
            result += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return result;
}

[[noreturn]] void refuse(const SettingPlace& place, std::string_view fault, std::string hint) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{} {}", to_string(place), fault),
        std::move(hint)
    );
}

std::string value_of(
    const Reference& reference,
    const SettingPlace& place,
    const Variables& variables,
    const PlaceholderValue& placeholder
) {
    if (reference.resolver == "env") {
        const auto variable = variables.find(reference.key);
        if (variable == variables.end()) {
            refuse(
                place,
                fmt::format("needs the environment variable {}, which is not set", reference.key),
                fmt::format("Set {} and run the command again.", reference.key)
            );
        }
        return variable->second;
    }
    if (reference.resolver == "placeholder") {
        const auto value = placeholder(ascii_lower(reference.key));
        if (!value) {
            refuse(
                place,
                fmt::format("needs the placeholder {}, which has no value", reference.key),
                "Give it a value in [flyway.placeholders] or a FLYWAY_PLACEHOLDERS_ variable."
            );
        }
        return *value;
    }
    refuse(
        place,
        fmt::format(
            "takes its value from the resolver '{}', which rollpack does not have",
            reference.resolver
        ),
        "Put the value into an environment variable, and write ${env.NAME} here, or name the "
        "database with --url."
    );
}

}  // namespace

std::string resolved(
    std::string_view value,
    const SettingPlace& place,
    const Variables& variables,
    const PlaceholderValue& placeholder
) {
    std::string_view rest = trimmed(value);
    if (rest.starts_with("!{") && rest.ends_with('}')) {
        return std::string{rest.substr(2, rest.size() - 3)};
    }
    std::string result;
    while (!rest.empty()) {
        const std::size_t start = std::min(rest.find('$'), rest.size());
        result += rest.substr(0, start);
        rest.remove_prefix(start);
        if (is_nested(rest)) {
            refuse(place, "has a ${...} inside of another one", "Resolvers cannot be nested.");
        }
        const bool literal = rest.starts_with("$${");
        const auto reference = literal || rest.starts_with("${")
            ? reference_at(rest.substr(literal ? 1 : 0))
            : std::nullopt;
        if (!reference) {
            result += rest.substr(0, 1);
            rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
            continue;
        }
        if (literal) {
            result += rest.substr(1, reference->length);
        } else {
            const std::string text = value_of(*reference, place, variables, placeholder);
            result += reference->filter ? filtered(text, *reference->filter) : text;
        }
        rest.remove_prefix(reference->length + (literal ? 1 : 0));
    }
    return result;
}

}  // namespace rollpack::core::detail

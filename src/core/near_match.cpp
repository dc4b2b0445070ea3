#include "detail/near_match.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/script_name.hpp"

#include <algorithm>
#include <array>

namespace rollpack::core::detail {

namespace {

constexpr std::string_view version_characters = "0123456789._-";

bool has_separator(std::string_view text, const Naming& naming) {
    return !naming.separator.empty() && text.find(naming.separator) != std::string_view::npos;
}

std::string_view without_leading(std::string_view text, std::string_view characters) {
    return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

/// "1__x", "5_x", " 1__a", "1a__x", "1": what follows the prefix begins with a number that stands
/// alone. "2f_keys" does not.
bool continues_as_version(std::string_view rest, const Naming& naming) {
    const std::string_view number = without_leading(rest, " +._-");
    if (number.empty() || !is_ascii_digit(number.front())) {
        return false;
    }
    const std::size_t end = std::min(number.find_first_not_of(version_characters), number.size());
    const std::string_view after = number.substr(end);
    return after.empty() || after.front() == ' ' || !is_ascii_digit(number[end - 1])
        || has_separator(after, naming);
}

/// "Version1__x", "VV1__x": letters between the prefix and the number.
bool ends_in_number_before_separator(std::string_view rest, const Naming& naming) {
    const std::size_t separator = rest.find(naming.separator);
    return has_separator(rest, naming) && separator > 0 && is_ascii_digit(rest[separator - 1]);
}

bool is_nearly_versioned(std::string_view stem, const std::string& prefix, const Naming& naming) {
    if (prefix.empty() || !starts_with_ignoring_case(stem, prefix)) {
        return false;
    }
    const std::string_view rest = stem.substr(prefix.size());
    return continues_as_version(rest, naming)
        || (has_separator(rest, naming) && without_leading(rest, " ").starts_with(naming.separator))
        || (stem.starts_with(prefix) && ends_in_number_before_separator(rest, naming));
}

bool is_nearly_repeatable(std::string_view stem, const Naming& naming) {
    const std::string& prefix = naming.repeatable_prefix;
    if (prefix.empty() || !starts_with_ignoring_case(stem, prefix)) {
        return false;
    }
    const std::string_view rest = stem.substr(prefix.size());
    const std::string_view after_version = without_leading(rest, " 0123456789._-");
    const bool separated =
        has_separator(rest.substr(0, rest.size() - after_version.size()), naming);
    return separated || (stem.starts_with(prefix) && rest.starts_with('_'));
}

bool is_nearly_callback(std::string_view stem, const Naming& naming) {
    return std::ranges::any_of(callback_events(), [&](std::string_view event) {
        if (!starts_with_ignoring_case(stem, event)) {
            return false;
        }
        const std::string_view rest = stem.substr(event.size());
        return stem.starts_with(event) || rest.empty() || rest.starts_with(naming.separator);
    });
}

}  // namespace

bool is_near_match(std::string_view stem, const Naming& naming) {
    const auto versioned = {naming.versioned_prefix, naming.undo_prefix, naming.baseline_prefix};
    return std::ranges::any_of(
               versioned,
               [&](const std::string& prefix) { return is_nearly_versioned(stem, prefix, naming); }
           )
        || is_nearly_repeatable(stem, naming) || is_nearly_callback(stem, naming);
}

}  // namespace rollpack::core::detail

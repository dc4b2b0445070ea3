#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core {

/// A character that is not seen but changes what is.
struct SteeringCharacter {
    std::size_t size;  ///< in bytes
    char32_t code;
};

/// The one that begins at `at` in UTF-8, where one does: the controls (line ends and tabs among them)
/// of both sets, which move a terminal's cursor and write to its clipboard; the marks that turn the
/// direction of writing or take no room, by which a text can look like another.
std::optional<SteeringCharacter> steering_character(std::string_view text, std::size_t at) noexcept;

/// The text itself where it is UTF-8; each byte that is not part of a character is shown as "\xff".
std::string as_utf8(std::string_view text);

}  // namespace rollpack::core

#pragma once

#include <string>
#include <string_view>

namespace rollpack::packager::detail {

/// Text from outside as plain Markdown on one line: nothing in it is markup, a table's border, HTML
/// or a control character.
std::string markdown_text(std::string_view text);

/// The text with each control character, U+0080 to U+009F included, turned into a space.
std::string without_controls(std::string_view text);

/// Text from outside as one word for a POSIX shell, on one line.
std::string shell_word(std::string_view text);

/// Text as code on one line: `text`.
std::string markdown_code(std::string_view text);

/// The first line of the comment that a script begins with; empty if it begins with a statement.
std::string_view first_comment_line(std::string_view script);

}  // namespace rollpack::packager::detail

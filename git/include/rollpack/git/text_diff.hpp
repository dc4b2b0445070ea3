#pragma once

#include <string>
#include <string_view>

namespace rollpack::git {

/// The difference of two texts as `git diff --no-index` writes it between two files of these names:
/// three lines of context, no colour, the same on every machine; "" when the texts are equal. A name
/// with characters that git quotes is quoted. Whatever the texts hold is taken as text.
/// @throws core::Error repository_unreadable with libgit2's message.
std::string unified_diff(
    std::string_view old_text,
    std::string_view new_text,
    const std::string& old_name,
    const std::string& new_name
);

}  // namespace rollpack::git

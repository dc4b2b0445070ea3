#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

/// A value in the text of a parse tree. What it holds are views of that text.
struct TreeValue {
    std::string_view key;  ///< its name in the object that holds it, else ""
    std::string_view text;  ///< of a string between its quotes, as written; of a number or word
    char begin = '\0';  ///< the character that it begins with: '{', '[', '"', ...
    const TreeValue* first = nullptr;  ///< that an object or list holds
    const TreeValue* next = nullptr;  ///< in the object or list that holds this one
};

/// Cuts the JSON that libpg_query writes into its values, the outermost first. `text` has to live as
/// long as they do. There is a tree for every statement of a project, and little of each is looked at:
/// a reader that makes a map of every object took a fifth of the time of a large build.
/// @throws Error internal for what libpg_query never writes.
std::vector<TreeValue> cut_tree(std::string_view text);

/// What a string's text stands for.
std::string unescaped(std::string_view text);

}  // namespace rollpack::executor::detail

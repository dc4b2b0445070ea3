#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core::detail {

/// One "key = value" of a Java properties file.
struct Property {
    std::string key;
    std::string value;
    std::size_t line;  ///< 1-based, where it begins
};

/// Reads properties as Flyway does: lines are trimmed, "#" and "!" begin a comment line, the key ends
/// at "=", ":" or white space, a backslash stands for itself unless it ends a line that goes on.
std::vector<Property> read_properties(std::string_view text);

}  // namespace rollpack::core::detail

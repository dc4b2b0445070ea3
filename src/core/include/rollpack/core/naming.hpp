#pragma once

#include <string>
#include <vector>

namespace rollpack::core {

/// How a project names its scripts; the defaults are Flyway's.
struct Naming {
    std::string versioned_prefix = "V";
    std::string undo_prefix = "U";
    std::string repeatable_prefix = "R";
    std::string baseline_prefix = "B";
    std::string separator = "__";
    std::vector<std::string> suffixes = {".sql"};

    bool operator==(const Naming&) const = default;
};

}  // namespace rollpack::core

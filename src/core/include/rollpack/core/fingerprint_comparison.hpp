#pragma once

#include "rollpack/core/fingerprint.hpp"

#include <string>
#include <vector>

namespace rollpack::core {

/// An object that both sides have, but not alike.
struct ChangedObject {
    SchemaObject expected;
    SchemaObject found;

    bool operator==(const ChangedObject&) const = default;
};

/// In what one schema differs from the one that was expected. Every list is by kind and identity.
struct SchemaComparison {
    std::vector<SchemaObject> missing;  ///< expected and not found
    std::vector<SchemaObject> left_over;  ///< found and not expected
    std::vector<ChangedObject> different;
    /// Tables whose common columns stand in another physical order, which no digest counts; sorted.
    std::vector<std::string> reordered;
    std::vector<std::string> ignored;  ///< patterns of either side, whose objects were not compared

    bool is_equal() const noexcept {
        return missing.empty() && left_over.empty() && different.empty();
    }

    bool operator==(const SchemaComparison&) const = default;
};

/// Compares without what the patterns of either side leave out.
SchemaComparison compare(const Fingerprint& expected, const Fingerprint& found);

}  // namespace rollpack::core

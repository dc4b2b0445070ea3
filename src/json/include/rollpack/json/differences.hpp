#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::json {

/// One value that two documents do not share.
struct Difference {
    std::string path;  ///< "$.files[3].version"
    std::string left;  ///< the value as JSON in one line; empty where the document has none
    std::string right;

    bool operator==(const Difference&) const = default;
};

/// Every value in which two JSON documents differ, in the order of the paths. Items of arrays are
/// compared by position. @throws Error internal for a text that is not JSON.
std::vector<Difference> differences(std::string_view left, std::string_view right);

}  // namespace rollpack::json

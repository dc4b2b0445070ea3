#pragma once

#include "rollpack/json/record.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollpack::json {

/// A number that is no whole number of 64 bits; nothing that rollpack reads has one.
struct OtherNumber {};

/// A JSON value as it was written: members keep their order, and a name is there once.
struct Node {
    using Array = std::vector<Node>;

    /// Two lists of one length: a list of pairs would need Node to be complete here.
    struct Object {
        std::vector<std::string> names;
        std::vector<Node> values;
    };

    std::variant<std::nullptr_t, bool, std::int64_t, OtherNumber, std::string, Array, Object> value;
};

/// Parses a document. @throws Error with the options' code.
Node parse(std::string_view text, const ReadOptions& options);

/// "$.files" and "name" give "$.files.name"; a name that is not a plain word is not repeated.
std::string member_path(const std::string& path, std::string_view name);

}  // namespace rollpack::json

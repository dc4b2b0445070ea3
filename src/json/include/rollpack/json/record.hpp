#pragma once

#include "rollpack/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rollpack::json {

struct Node;

/// How a document is read. Memory is bounded by `max_values`, whatever the text says.
struct ReadOptions {
    core::ErrorCode code =
        core::ErrorCode::internal;  ///< of the Error thrown for a document that is refused
    std::size_t max_depth = 16;  ///< of objects and arrays in each other
    std::size_t max_values = 1'000'000;  ///< in the whole document
};

/// One object of a JSON document, read strictly. Each member is asked for by name and type; a member
/// that is missing, of another type or out of range is refused with its path
/// ("$.files[3].size_bytes: expected a whole number"), and so is every member that nobody asked for.
/// Records exist only while the function they are handed to runs.
class Record {
public:
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;
    Record(Record&&) = delete;
    Record& operator=(Record&&) = delete;
    ~Record() = default;

    const std::string& string(std::string_view name);
    std::optional<std::string> string_or_null(std::string_view name);
    bool boolean(std::string_view name);
    std::vector<std::string> strings(std::string_view name);
    void null(std::string_view name);

    std::int64_t integer(
        std::string_view name,
        std::int64_t lowest = std::numeric_limits<std::int64_t>::min(),
        std::int64_t highest = std::numeric_limits<std::int64_t>::max()
    );
    std::optional<std::int64_t> integer_or_null(
        std::string_view name,
        std::int64_t lowest = std::numeric_limits<std::int64_t>::min(),
        std::int64_t highest = std::numeric_limits<std::int64_t>::max()
    );

    /// A string turned into a value by `parse`, which gives none for what it refuses; `expected` says
    /// what would be right ("40 hexadecimal digits").
    template <typename Parse>
    auto parsed(std::string_view name, Parse&& parse, std::string_view expected) {
        auto value = parse(std::string_view{string(name)});
        if (!value) {
            refuse(name, expected);
        }
        return *std::move(value);
    }

    template <typename Parse>
    auto parsed_or_null(std::string_view name, Parse&& parse, std::string_view expected)
        -> decltype(parse(std::string_view{})) {
        if (is_null(name)) {
            return std::nullopt;
        }
        return parsed(name, std::forward<Parse>(parse), expected);
    }

    /// An object, read by `read(Record&)`.
    template <typename Read>
    auto record(std::string_view name, Read&& read) {
        std::optional<std::invoke_result_t<Read&, Record&>> result;
        read_object(name, [&](Record& inner) { result.emplace(read(inner)); });
        return *std::move(result);
    }

    template <typename Read>
    auto record_or_null(std::string_view name, Read&& read) {
        std::optional<std::invoke_result_t<Read&, Record&>> result;
        if (!is_null(name)) {
            result = record(name, std::forward<Read>(read));
        }
        return result;
    }

    /// An array of objects, each read by `read(Record&)`.
    template <typename Read>
    auto records(std::string_view name, Read&& read) {
        std::vector<std::invoke_result_t<Read&, Record&>> results;
        read_objects(name, [&](Record& inner) { results.push_back(read(inner)); });
        return results;
    }

    template <typename Read>
    auto records_or_null(std::string_view name, Read&& read) {
        std::optional<std::vector<std::invoke_result_t<Read&, Record&>>> results;
        if (!is_null(name)) {
            results = records(name, std::forward<Read>(read));
        }
        return results;
    }

    /// Throws the document's Error: "<path of the member>: expected <expected>".
    [[noreturn]] void refuse(std::string_view name, std::string_view expected) const;

private:
    friend void read(
        std::string_view text,
        const ReadOptions& options,
        const std::function<void(Record&)>& read_root
    );

    Record(const Node& object, std::string path, core::ErrorCode code);
    const Node& member(std::string_view name);
    bool is_null(std::string_view name);
    void read_object(std::string_view name, const std::function<void(Record&)>& read);
    void read_objects(std::string_view name, const std::function<void(Record&)>& read);
    void refuse_unread() const;

    const Node& object_;
    std::string path_;
    core::ErrorCode code_;
    std::vector<bool> asked_;  ///< for each member of the object
};

/// Reads a whole document, which must be one object, through `read_root`. Refused are text that is
/// not JSON or not UTF-8, a byte order mark, anything after the end, equal member names in an object,
/// and more than the options allow. @throws Error with the options' code.
void read(
    std::string_view text,
    const ReadOptions& options,
    const std::function<void(Record&)>& read_root
);

}  // namespace rollpack::json

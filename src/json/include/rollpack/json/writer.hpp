#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::json {

class ArrayWriter;

/// Writes the members of one JSON object, in the order of the calls. Objects and arrays are written
/// by functions that receive their writer, so a document cannot be left unbalanced.
///
///     std::string text = json::write([&](json::ObjectWriter& root) {
///         root.member("format", 1);
///         root.object("tool", [&](json::ObjectWriter& tool) { tool.member("name", "rollpack"); });
///         root.strings("undo", paths);
///     });
///
/// Text must be valid UTF-8: otherwise the call throws Error internal. Control characters are written
/// as escapes, so that a document never steers a terminal. The caller does not repeat a name.
class ObjectWriter {
public:
    ObjectWriter(const ObjectWriter&) = delete;
    ObjectWriter& operator=(const ObjectWriter&) = delete;
    ObjectWriter(ObjectWriter&&) = delete;
    ObjectWriter& operator=(ObjectWriter&&) = delete;
    ~ObjectWriter() = default;

    void member(std::string_view name, std::string_view text);
    void member(std::string_view name, const char* text);
    void member(std::string_view name, bool value);
    void member(std::string_view name, std::nullptr_t);

    template <std::integral Number>
    void member(std::string_view name, Number number) {
        if constexpr (std::signed_integral<Number>) {
            signed_member(name, number);
        } else {
            unsigned_member(name, number);
        }
    }

    /// Null for none.
    template <typename Value>
    void member(std::string_view name, const std::optional<Value>& value) {
        if (value) {
            member(name, *value);
        } else {
            member(name, nullptr);
        }
    }

    void object(std::string_view name, const std::function<void(ObjectWriter&)>& write_members);
    void array(std::string_view name, const std::function<void(ArrayWriter&)>& write_items);
    void strings(std::string_view name, const std::vector<std::string>& texts);

    /// An array with one object for each item of `items`, written by `write_item(writer, item)`.
    template <typename Items, typename WriteItem>
    void objects(std::string_view name, const Items& items, WriteItem&& write_item);

private:
    friend class ArrayWriter;
    friend std::string write(const std::function<void(ObjectWriter&)>&, std::size_t);

    ObjectWriter(std::string& out, std::size_t depth);
    void end();
    void begin_member(std::string_view name);
    void signed_member(std::string_view name, std::int64_t number);
    void unsigned_member(std::string_view name, std::uint64_t number);

    std::string& out_;
    std::size_t depth_;
    bool empty_ = true;
};

/// Writes the items of one JSON array; see ObjectWriter.
class ArrayWriter {
public:
    ArrayWriter(const ArrayWriter&) = delete;
    ArrayWriter& operator=(const ArrayWriter&) = delete;
    ArrayWriter(ArrayWriter&&) = delete;
    ArrayWriter& operator=(ArrayWriter&&) = delete;
    ~ArrayWriter() = default;

    void item(std::string_view text);
    void object(const std::function<void(ObjectWriter&)>& write_members);

    /// An object for `value`, written by `write_item(writer, value)`.
    template <typename Value, typename WriteItem>
    void object_of(const Value& value, WriteItem&& write_item) {
        object([&](ObjectWriter& members) { write_item(members, value); });
    }

private:
    friend class ObjectWriter;

    ArrayWriter(std::string& out, std::size_t depth);
    void end();
    void begin_item();

    std::string& out_;
    std::size_t depth_;
    bool empty_ = true;
};

template <typename Items, typename WriteItem>
void ObjectWriter::objects(std::string_view name, const Items& items, WriteItem&& write_item) {
    array(name, [&](ArrayWriter& writer) {
        for (const auto& item : items) {
            writer.object_of(item, write_item);
        }
    });
}

/// A whole document: one object, members in the order they were written, two spaces a level, a line
/// feed at the end. Equal calls give equal bytes. `expected_bytes` only saves memory while a large
/// document grows. @throws Error internal for text that is not UTF-8.
std::string write(
    const std::function<void(ObjectWriter&)>& write_members,
    std::size_t expected_bytes = 0
);

}  // namespace rollpack::json

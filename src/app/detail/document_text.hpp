#pragma once

#include "rollpack/json/writer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Members with text from a database or a package. Names in a database need not be UTF-8: what is not
/// is written as "\xff".
namespace rollpack::app::detail {

void text(json::ObjectWriter& item, std::string_view name, std::string_view value);

/// Null for an empty text.
void text_or_null(json::ObjectWriter& item, std::string_view name, std::string_view value);

void texts(json::ObjectWriter& item, std::string_view name, const std::vector<std::string>& values);

/// An object written by `write(writer, value)`; null for none.
template <typename Value, typename Write>
void object_or_null(
    json::ObjectWriter& parent,
    std::string_view name,
    const std::optional<Value>& value,
    Write&& write
) {
    if (value) {
        parent.object(name, [&](json::ObjectWriter& item) { write(item, *value); });
    } else {
        parent.member(name, nullptr);
    }
}

}  // namespace rollpack::app::detail

#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace rollpack::packager {

namespace {

// Between a property's name and its value.
constexpr std::string_view colon = ": ";

std::optional<core::SchemaProperty> parse_property(const std::string& text) {
    const std::size_t at = text.find(colon);
    if (at == 0 || at == std::string::npos) {
        return std::nullopt;
    }
    return core::SchemaProperty{text.substr(0, at), text.substr(at + colon.size())};
}

}  // namespace

void write_schema_object(json::ObjectWriter& item, const core::SchemaObject& object) {
    item.member("kind", core::schema_kind_info(object.kind).name);
    item.member("identity", object.identity);
    item.member("parent", object.parent);
    item.member("position", object.position);
    item.member("digest", object.digest.hex());
    item.array("definition", [&](json::ArrayWriter& properties) {
        for (const core::SchemaProperty& property : object.definition) {
            properties.item(fmt::format("{}{}{}", property.name, colon, property.value));
        }
    });
}

core::SchemaObject read_schema_object(json::Record& item) {
    core::SchemaObject object;
    object.kind = item.parsed("kind", core::parse_schema_kind, "a kind of object");
    object.identity = item.string("identity");
    object.parent = item.string_or_null("parent");
    object.position = item.integer_or_null("position", 1);
    object.digest = item.parsed("digest", core::parse_sha256, "64 lower-case hexadecimal digits");
    for (const std::string& text : item.strings("definition")) {
        std::optional<core::SchemaProperty> property = parse_property(text);
        if (!property) {
            item.refuse("definition", "\"name: value\"");
        }
        object.definition.push_back(*std::move(property));
    }
    return object;
}

}  // namespace rollpack::packager

#include "detail/object_json.hpp"

namespace rollpack::packager::detail {

void write_objects(
    json::ObjectWriter& out,
    std::string_view name,
    const std::optional<std::vector<core::DatabaseObject>>& objects
) {
    if (!objects) {
        out.member(name, nullptr);
        return;
    }
    out.objects(name, *objects, [](json::ObjectWriter& item, const core::DatabaseObject& object) {
        item.member("kind", core::to_string(object.kind));
        item.member("schema", object.schema);
        item.member("name", object.name);
        item.strings("argument_types", object.argument_types);
        item.member("table", object.table);
    });
}

core::DatabaseObject read_object(json::Record& record) {
    return {
        record.parsed("kind", core::parse_object_kind, "the kind of a database object"),
        record.string_or_null("schema"),
        record.string("name"),
        record.strings("argument_types"),
        record.string_or_null("table")};
}

}  // namespace rollpack::packager::detail

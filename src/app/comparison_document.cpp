#include "detail/document_text.hpp"
#include "rollpack/app/fingerprint.hpp"
#include "rollpack/app/fingerprint_document.hpp"
#include "rollpack/json/writer.hpp"

namespace rollpack::app {

namespace {

using json::ObjectWriter;

void write_side(ObjectWriter& item, const ComparedSchema& side) {
    detail::text(item, "source", side.source);
    item.member("server_version", side.server_version);
    item.member("digest", side.digest.hex());
    item.member("objects", side.objects);
}

void write_changed(ObjectWriter& item, const core::ChangedObject& changed) {
    item.object("expected", [&](ObjectWriter& of) { write_schema_object(of, changed.expected); });
    item.object("found", [&](ObjectWriter& of) { write_schema_object(of, changed.found); });
}

}  // namespace

std::string comparison_document(const ComparedSchemas& compared) {
    const core::SchemaComparison& comparison = compared.comparison;
    return json::write([&](ObjectWriter& root) {
        root.member("format", 1);
        root.member("tool_version", ROLLPACK_VERSION);
        root.member("equal", comparison.is_equal());
        root.object("expected", [&](ObjectWriter& of) { write_side(of, compared.expected); });
        root.object("found", [&](ObjectWriter& of) { write_side(of, compared.found); });
        root.strings("ignored", comparison.ignored);
        root.objects("missing", comparison.missing, write_schema_object);
        root.objects("left_over", comparison.left_over, write_schema_object);
        root.objects("different", comparison.different, write_changed);
        root.strings("reordered", comparison.reordered);
    });
}

}  // namespace rollpack::app

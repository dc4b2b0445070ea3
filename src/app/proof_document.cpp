#include "rollpack/app/proof_document.hpp"

#include "detail/document_text.hpp"
#include "rollpack/json/writer.hpp"

namespace rollpack::app {

namespace {

using json::ArrayWriter;
using json::ObjectWriter;

void write_difference(ArrayWriter& items, std::string_view what, const core::SchemaObject& object) {
    items.object([&](ObjectWriter& item) {
        item.member("difference", what);
        item.member("kind", core::schema_kind_info(object.kind).name);
        detail::text(item, "identity", object.identity);
    });
}

void write_differences(ArrayWriter& items, const core::SchemaComparison& comparison) {
    for (const core::SchemaObject& object : comparison.missing) {
        write_difference(items, "missing", object);
    }
    for (const core::SchemaObject& object : comparison.left_over) {
        write_difference(items, "left_over", object);
    }
    for (const core::ChangedObject& changed : comparison.different) {
        write_difference(items, "different", changed.found);
    }
}

}  // namespace

void write_proof(ObjectWriter& item, const SchemaProof& proof) {
    item.member("version", proof.version.text());
    item.member("equal", proof.is_equal());
    item.member("expected_sha256", proof.expected.hex());
    item.member("found_sha256", proof.found.hex());
    item.member("known_before", proof.is_split);
    item.array("caused", [&](ArrayWriter& items) { write_differences(items, proof.caused); });
    item.array("drift", [&](ArrayWriter& items) { write_differences(items, proof.drift); });
}

}  // namespace rollpack::app

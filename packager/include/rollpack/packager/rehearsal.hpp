#pragma once

#include "rollpack/core/rehearsal.hpp"
#include "rollpack/packager/manifest.hpp"

#include <string>
#include <string_view>

namespace rollpack::json {
class ObjectWriter;
class Record;
}  // namespace rollpack::json

namespace rollpack::packager {

/// rehearsal.json: JSON of schemas/rehearsal-v1.schema.json. Equal rehearsals give equal bytes.
std::string to_json(const core::RecordedRehearsal& rehearsal);

/// The inverse of to_json. Strict: every digest is computed again, and nothing is taken that to_json does
/// not write. @throws Error package_invalid.
core::RecordedRehearsal parse_rehearsal(std::string_view json);

/// What the manifest says of it.
ManifestRehearsal manifest_rehearsal(const core::RecordedRehearsal& rehearsal);

/// The members of one object of a fingerprint, in every document that has some; "kind" comes first.
void write_schema_object(json::ObjectWriter& item, const core::SchemaObject& object);

/// The inverse; the digest is what the document says.
core::SchemaObject read_schema_object(json::Record& item);

}  // namespace rollpack::packager

#pragma once

#include "rollpack/core/fingerprint.hpp"

#include <string>
#include <string_view>

namespace rollpack::json {
class ObjectWriter;
}  // namespace rollpack::json

namespace rollpack::app {

/// A fingerprint as JSON of schemas/fingerprint-v1.schema.json. Equal fingerprints give equal bytes.
std::string write_fingerprint_document(const core::Fingerprint& fingerprint);

/// The inverse of write_fingerprint_document(). Every digest is computed again.
/// @throws core::Error file_unreadable with the member that is wrong, or with the object whose
/// digest is not that of its definition.
core::Fingerprint parse_fingerprint_document(std::string_view text);

/// The members of one object, "kind" first; in this document and in that of a comparison.
void write_schema_object(json::ObjectWriter& item, const core::SchemaObject& object);

}  // namespace rollpack::app

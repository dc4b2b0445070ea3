#pragma once

#include "rollpack/app/proof.hpp"

namespace rollpack::json {
class ObjectWriter;
}  // namespace rollpack::json

namespace rollpack::app {

/// The members of a proof in the documents of `apply` and `status`: each difference in one list, with the
/// kind and the identity of its object.
void write_proof(json::ObjectWriter& item, const SchemaProof& proof);

}  // namespace rollpack::app

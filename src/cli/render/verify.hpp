#pragma once

#include "rollpack/app/verify.hpp"

#include <string>

namespace rollpack::cli {

/// What was checked and found, for a person.
std::string render_verify(const app::VerifiedArtifact& verified);

/// The same as a document of schemas/verify-v1.schema.json.
std::string verify_to_json(const app::VerifiedArtifact& verified);

/// 0, or the status of an artifact that is not what its repository gives.
int verify_status(const app::VerifiedArtifact& verified);

}  // namespace rollpack::cli

#pragma once

#include "rollpack/app/proof.hpp"

#include <string>

namespace rollpack::cli {

/// A database beside the recorded schema, for a person: that it is equal, or what differs, by what it
/// comes from.
std::string render_proof(const app::SchemaProof& proof);

/// The locks of a trial and how long they were held.
std::string render_trial(const app::TrialFacts& trial);

}  // namespace rollpack::cli

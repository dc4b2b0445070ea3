#pragma once

#include "rollpack/app/fingerprint.hpp"

#include <string>

namespace rollpack::cli {

/// How many objects of each kind there are, and the digest, for a person.
std::string render_fingerprint(const core::Fingerprint& fingerprint, const std::string& source);

}  // namespace rollpack::cli

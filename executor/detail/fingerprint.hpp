#pragma once

#include "detail/session.hpp"
#include "rollpack/core/fingerprint.hpp"
#include "rollpack/executor/fingerprint_options.hpp"

namespace rollpack::executor::detail {

/// See Database::fingerprint().
core::Fingerprint read_fingerprint(Session& session, const FingerprintOptions& options);

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/session.hpp"
#include "rollpack/core/data_state.hpp"
#include "rollpack/executor/fingerprint_options.hpp"

namespace rollpack::executor::detail {

/// See Database::data_state().
core::DataState read_data_state(Session& session, const FingerprintOptions& options);

}  // namespace rollpack::executor::detail

#pragma once

#include "detail/session.hpp"
#include "rollpack/core/data_state.hpp"
#include "rollpack/executor/fingerprint_options.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// See Database::data_state().
core::DataState read_data_state(Session& session, const FingerprintOptions& options);

/// See Database::keyed_rows().
std::optional<std::vector<core::KeyedRow>> read_keyed_rows(
    Session& session,
    const std::string& table,
    const std::vector<std::string>& columns,
    std::size_t most
);

}  // namespace rollpack::executor::detail

#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"

namespace rollpack::packager::detail {

/// The members of "parameters": each option of `rollpack build` that shapes a package, null or empty
/// where it was not given. Equal in the manifest and in the provenance.
void write_parameters(json::ObjectWriter& out, const core::BuildParameters& parameters);

/// The inverse of write_parameters.
core::BuildParameters read_parameters(json::Record& record);

}  // namespace rollpack::packager::detail

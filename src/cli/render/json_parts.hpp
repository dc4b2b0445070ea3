#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/version.hpp"
#include "rollpack/json/writer.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Members that several documents share; each writes what its name says.

void write_findings(json::ObjectWriter& parent, const std::vector<core::Finding>& findings);

void write_version(
    json::ObjectWriter& parent,
    std::string_view name,
    const std::optional<core::Version>& version
);

/// Who signed a package; null where the signature was not looked at.
void write_signature(json::ObjectWriter& parent, const std::optional<app::SignedBy>& signature);

/// The members of a plan document after "format".
void write_plan(json::ObjectWriter& parent, const app::PlanResult& planned);

}  // namespace rollpack::cli
